import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, tensor, Unknown } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { add } from './arithmetic.ts';
import { full } from './creation.ts';
import { matmul } from './linalg.ts';
import { sum } from './reduce.ts';

const a = random([2, 3]);
const b = random([3, 4], { seed: 2 });
const u = random([3], { seed: 3 });
const batch = random([2, 2, 3], { seed: 4 });
const other = random([2, 3, 2], { seed: 5 });
const wide = random([2, 1, 3, 3], { seed: 6 });

opTest('matmul', {
  run: (x, y) => matmul(x, y),
  inputs: [a, b],
  expected: [
    [-1.07804, -1.567111, -2.661775, 1.354884],
    [6.947886, 6.519834, 2.679347, -0.749959],
  ],
  bad: [
    {
      run: () => matmul([[1, 2]], [[1, 2]]),
      message:
        'matmul(a, b): expected matrices whose inner axes agree: [..., n, k] and [..., k, m], received a float32[1, 2] and b float32[1, 2]. Reshape or transpose',
    },
    {
      run: () =>
        matmul({ data: new Float32Array(8), shape: [2, 2, 2] }, { data: new Float32Array(12), shape: [3, 2, 2] }),
      message: 'shapes that broadcast',
    },
  ],
});
opTest('matmul of a vector and a matrix', {
  run: (x, y) => matmul(x, y),
  inputs: [u, b],
  expected: [-1.47575, -0.8135869, -1.515994, -4.431856],
  symbolic: false,
});
opTest('matmul of a matrix and a vector', {
  run: (x, y) => matmul(x, y),
  inputs: [a, u],
  expected: [1.828019, -0.6393467],
});
opTest('matmul of vectors', { run: (x, y) => matmul(x, y), inputs: [u, u], expected: 6.945994 });
opTest('matmul of batches', {
  run: (x, y) => matmul(x, y),
  inputs: [batch, other],
  expected: [
    [
      [2.209905, -1.07064],
      [-4.285828, -0.3313777],
    ],
    [
      [4.470844, 2.096351],
      [1.126783, 0.1330756],
    ],
  ],
});
opTest('matmul of a batch and one matrix', {
  run: (x, y) => matmul(x, y),
  inputs: [batch, b],
  expected: [
    [
      [4.247308, 3.52102, 0.5384523, 1.371173],
      [-3.686071, -2.686134, -0.5311284, -3.601552],
    ],
    [
      [-3.536731, -2.951783, 1.659777, 1.131666],
      [-1.860469, -1.694605, -0.2738588, 0.3273942],
    ],
  ],
});
opTest('matmul of one matrix and a batch', {
  run: (x, y) => matmul(x, y),
  inputs: [a, other],
  expected: [
    [
      [-0.5140221, 2.197002],
      [1.863576, -4.072092],
    ],
    [
      [-0.919036, -1.538315],
      [-2.38455, 0.9281425],
    ],
  ],
  symbolic: false,
});
opTest('matmul of batches that broadcast', {
  run: (x, y) => matmul(x, y),
  inputs: [batch, wide],
  expected: [
    [
      [
        [1.868082, -0.491278, 1.963404],
        [-2.397156, 1.684964, -0.6626348],
      ],
      [
        [-1.864435, -2.389755, -2.338849],
        [-0.4879163, -0.2198854, -1.269246],
      ],
    ],
    [
      [
        [-1.059334, 1.151082, -3.708587],
        [1.577069, -0.2279106, 3.332722],
      ],
      [
        [1.893225, -4.006276, 3.163213],
        [0.1610966, -0.7300398, 1.574968],
      ],
    ],
  ],
  symbolic: false,
});
opTest('matmul of a batch and a vector', {
  run: (x, y) => matmul(x, y),
  inputs: [batch, u],
  expected: [
    [-0.999544, 3.826586],
    [-4.876778, -0.6117089],
  ],
});
opTest('matmul of whole numbers', {
  run: (x, y) => matmul(x, y),
  inputs: [
    { data: Int32Array.of(1, 2, 3, 4), shape: [2, 2] },
    { data: Uint8Array.of(1, 0, 2, 1), shape: [2, 2] },
  ],
  expected: [
    [5, 2],
    [11, 4],
  ],
  dtype: 'int32',
});

test('the gradient of a matrix that serves a batch is one product', async () => {
  const x = placeholder({ dtype: 'float32', dims: [new Unknown(), new Unknown(), 3] });
  const kernel = tensor(b);
  const [slope] = gradients(sum(matmul(x, kernel)), [kernel]);
  expect(slope?.node.kind === 'op' && slope.node.op.name).toBe('matmul');
  expect(slope?.shape).toEqual([3, 4]);
});

test('a sum over nothing is 0 in every place, whatever the memory held before', async () => {
  for (let i = 2; i < 16; i++) {
    expect(await add(full([i], 7.5), 0).data()).toContain(7.5);
    expect(await matmul(full([0], 1), full([i, 0, 1], 1)).data()).toEqual(new Float32Array(i));
  }
});
