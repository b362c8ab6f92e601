import { describe, expect, test } from 'vitest';
import { maskOf, tensor } from '../../graph/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { input, reversibleEmbedding } from '../index.ts';

const indices = { data: Int32Array.of(1, 0, 4, 4, 2, 1), shape: [2, 3] };

layerTest('reversibleEmbedding', {
  make: () => reversibleEmbedding(5, 4),
  inputs: indices,
  expectedShape: [2, 3, 4],
  open: [1],
  weights: [['embeddings', [5, 4]]],
  bad: [
    {
      run: () => reversibleEmbedding(0, 4, { name: 'a' }),
      message: 'reversibleEmbedding "a": inputDim: expected a positive integer',
    },
    {
      run: () => reversibleEmbedding(5, 0.5, { name: 'a' }),
      message: 'reversibleEmbedding "a": outputDim: expected a positive integer',
    },
    {
      run: () => reversibleEmbedding(5, 4, { name: 'a', logitSoftCap: 0 }),
      message: 'reversibleEmbedding "a": logitSoftCap: expected a number above 0, or null for no bound, received 0.',
    },
    {
      run: () => reversibleEmbedding(5, 4, { name: 'a', reverseDtype: 'float16' as never }),
      message: "reversibleEmbedding \"a\": reverseDtype: expected 'float32', or null for the same, received 'float16'.",
    },
    {
      run: () => reversibleEmbedding(5, 4, { name: 'a' })(input({ shape: [3] }), { reverse: true }),
      message: 'reversibleEmbedding "a": expected vectors of length 4, as it makes them, received float32[null, 3].',
    },
  ],
});

layerTest('reversibleEmbedding, not tied', {
  make: () => reversibleEmbedding(5, 4, { tieWeights: false, logitSoftCap: 2, maskZero: true }),
  inputs: indices,
  expectedShape: [2, 3, 4],
  weights: [
    ['embeddings', [5, 4]],
    ['reverse_embeddings', [4, 5]],
  ],
});

describe('reversibleEmbedding', () => {
  test('masks index 0 on the way in, and nothing on the way back', async () => {
    const words = reversibleEmbedding(5, 4, { maskZero: true });
    const vectors = words(tensor(indices));
    expect(await maskOf(vectors)?.array()).toEqual([
      [true, false, true],
      [true, true, true],
    ]);
    expect(maskOf(words(vectors, { reverse: true }))).toBeNull();
  });
});
