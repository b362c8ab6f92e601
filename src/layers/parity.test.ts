import { layerParity } from '../testing/layer-parity.ts';

await layerParity('layers_core', {
  skipped: { 'activation-sparsemax': "Keras's threshold adds up running sums, so that its outputs do not sum to 1" },
  shapes: { 'einsum-dense-ellipsis-4d': [null, 2, 4, 5] }, // Keras turns the axes of the ellipsis around
});
await layerParity('layers_merging');
await layerParity('layers_normalization', {
  skipped: {
    'spectral-normalization-embedding': 'Keras casts the vectors to the integers of the indices',
    'spectral-normalization-embedding-training': 'Keras casts the vectors to the integers of the indices',
  },
  options: { 'group-normalization-instance': { groups: -1 } },
});
await layerParity('layers_regularization');
await layerParity('layers_reshaping');
await layerParity('layers_attention', {
  // Keras takes the scores to be square.
  shapes: {
    'multi-head-scores': [
      [null, 4, 6],
      [null, 2, 4, 5],
    ],
    'multi-head-scores-causal': [
      [null, 4, 6],
      [null, 2, 4, 5],
    ],
    'multi-head-masked-scores': [
      [null, 4, 6],
      [null, 2, 4, 5],
    ],
    'multi-head-value-dim': [
      [null, 4, 6],
      [null, 2, 4, 5],
    ],
    'multi-head-4d-axes': [
      [null, 3, 4, 6],
      [null, 2, 3, 4, 3, 4],
    ],
  },
});
