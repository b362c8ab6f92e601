import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { elementwise, opTest } from '../testing/op-test.ts';
import { sum } from './reduce.ts';
import { ceil, clip, floor, round, trunc } from './rounding.ts';

const x = [-1.7, -1.2, -0.3, 0.4, 1.6, 2.3];

opTest('floor', { run: floor, inputs: [x], expected: elementwise(Math.floor) });
opTest('ceil', { run: ceil, inputs: [x], expected: elementwise(Math.ceil) });
opTest('trunc', { run: trunc, inputs: [x], expected: elementwise(Math.trunc) });
opTest('trunc of int32', { run: trunc, inputs: [Int32Array.of(-2, 3)], expected: [-2, 3], dtype: 'int32' });
opTest('round', {
  run: (a) => round(a),
  inputs: [x],
  expected: elementwise(Math.round),
  bad: [
    { run: () => round([true]), message: /^round\(x\): expected numbers/ },
    { run: () => round([1], 0.5), message: 'round: decimals: expected a whole number, received 0.5' },
  ],
});
opTest('round of halves', {
  run: (a) => round(a),
  inputs: [[-1.5, -0.5, 0.5, 1.5, 2.5]],
  expected: [-2, 0, 0, 2, 2],
  gradient: false,
});
opTest('round to two decimals', {
  run: (a) => round(a, 2),
  inputs: [[1.234, -2.678, 1234]],
  expected: [1.23, -2.68, 1234],
  gradient: false,
});
opTest('round to hundreds', {
  run: (a) => round(a, -2),
  inputs: [Int32Array.of(1250, 1350, -49)],
  expected: [1200, 1400, 0],
  dtype: 'int32',
});
opTest('clip', {
  run: (a) => clip(a, -1, 1.2),
  inputs: [x],
  expected: elementwise((v) => Math.min(Math.max(v, -1), 1.2)),
});
opTest('clip by tensors', {
  run: clip,
  inputs: [
    [-2, 0.5, 3],
    [-1, 0, 0.5],
    [1, 2, 2],
  ],
  expected: [-1, 0.5, 2],
  bad: [{ run: () => clip([1, 2, 3], [0, 1], 5), message: /expected shapes that broadcast/ }],
});

describe('clip', () => {
  test('gives half of the gradient at its bounds, as Keras on JAX', async () => {
    const given = tensor([-1, 0, 0.5, 1, 2]);
    const [slope] = gradients(sum(clip(given, 0, 1)), [given]);
    expect(await slope?.array()).toEqual([0, 0.5, 1, 0.5, 0]);
  });
  test('keeps whole numbers, and gives int32 for booleans', async () => {
    expect(clip(Uint8Array.of(1, 9), 2, 5).dtype).toBe('uint8');
    expect(clip(Uint8Array.of(1, 9), 2.5, 5).dtype).toBe('float32');
    expect(clip([true], 0, 1).dtype).toBe('int32');
  });
  test('lets NaN through', async () => expect(await clip([Number.NaN], 0, 1).array()).toEqual([Number.NaN]));
});
