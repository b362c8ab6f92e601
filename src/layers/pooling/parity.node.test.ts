import { layerParity } from '../../testing/layer-parity.ts';

const rounded = "Keras's windows are one place off where a division of whole numbers rounds: it answers NaN";

// In Node alone: so many windows take minutes to compile in a page.
await layerParity('layers_pooling', {
  skipped: { 'adaptive-max-pooling1d-same-size': rounded, 'adaptive-average-pooling1d-same-size': rounded },
});
