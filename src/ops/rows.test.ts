import { opTest, random } from '../testing/op-test.ts';
import { select } from './choice.ts';
import { batchNormalization, layerNormalization, rmsNormalization } from './nn-normalization.ts';
import { argpartition } from './partition.ts';
import { cdist, correlate, psnr, trapezoid, vander } from './rows.ts';
import { segmentProd } from './segment-product.ts';

opTest('trapezoid', {
  run: (y, x) => trapezoid(y, x),
  inputs: [random([2, 3]), [0, 0.5, 2]],
  expected: (y: number[][]) => y.map(([a = 0, b = 0, c = 0]) => ((a + b) / 2) * 0.5 + ((b + c) / 2) * 1.5),
  bad: [
    {
      run: () => trapezoid([[1, 2]], [[[1]]]),
      message: 'trapezoid: x: expected the shape of y float32[1, 2], or a vector',
    },
  ],
});
opTest('vander', {
  run: (x) => vander(x, 3),
  inputs: [[0.5, 2, 1.5]],
  expected: (x: number[]) => x.map((v) => [v * v, v, 1]),
  bad: [{ run: () => vander([[1]]), message: 'vander(x, n): expected a vector, and a known number of columns' }],
});
opTest('cdist', {
  run: cdist,
  inputs: [random([2, 3]), random([4, 3])],
  expected: (x: number[][], y: number[][]) =>
    x.map((a) => y.map((b) => Math.hypot(...a.map((v, i) => v - (b[i] ?? 0))))),
  bad: [{ run: () => cdist([[1]], [[1, 2]]), message: 'cdist(x, y): expected x [..., n, d] and y [..., m, d]' }],
});
opTest('correlate', {
  run: (a, b) => correlate(a, b, 'full'),
  inputs: [random([3]), random([2])],
  expected: ([a = 0, b = 0, c = 0]: number[], [x = 0, y = 0]: number[]) => [a * y, a * x + b * y, b * x + c * y, c * x],
  symbolic: false,
  bad: [
    { run: () => correlate([1], [[1]]), message: 'correlate(a, b): expected two vectors of known length' },
    {
      run: () => correlate([1], [1], 'half' as 'full'),
      message: "correlate: mode: expected 'valid', 'same' or 'full', received 'half'.",
    },
  ],
});
opTest('psnr', {
  run: (a, b) => psnr(a, b, 1),
  inputs: [random([6], { range: [0, 1] }), random([6], { range: [2, 3] })],
  expected: (a: number[], b: number[]) =>
    -10 * Math.log10(a.reduce((sum, v, i) => sum + (v - (b[i] ?? 0)) ** 2, 0) / a.length),
});
opTest('segmentProd', {
  run: (x) => segmentProd(x, new Int32Array([0, 2, 0, 7]), 3),
  inputs: [[[2], [0], [-3], [9]]],
  expected: [[-6], [1], [0]],
  symbolic: false,
  bad: [{ run: () => segmentProd([1], [0], 0), message: 'segmentProd: numSegments: expected a positive whole number' }],
});
opTest('select', {
  run: (a, b) => select([new Uint8Array([1, 0, 0]), new Uint8Array([1, 1, 0])], [a, b], 7),
  inputs: [random([3]), random([3])],
  expected: ([a = 0]: number[], [, b = 0]: number[]) => [a, b, 7],
  symbolic: false,
  bad: [
    {
      run: () => select([], []),
      message: 'expected as many choices as conditions, at least one, received 0 conditions and 0 choices.',
    },
  ],
});
opTest('argpartition', {
  run: (x) => argpartition(x, 1),
  inputs: [[3, 1, 2]],
  expected: [1, 2, 0],
  gradient: false,
  symbolic: false,
  bad: [
    { run: () => argpartition([1], 1), message: 'argpartition: kth: expected a rank among 1 elements, received 1.' },
  ],
});

const mean = (row: readonly number[]) => row.reduce((a, b) => a + b, 0) / row.length;

opTest('layerNormalization', {
  run: (x, gamma, beta) => layerNormalization(x, gamma, beta, -1, 0.01),
  inputs: [random([2, 4]), random([4]), random([4])],
  expected: (x: number[][], gamma: number[], beta: number[]) =>
    x.map((row) => {
      const spread = Math.sqrt(mean(row.map((v) => (v - mean(row)) ** 2)) + 0.01);
      return row.map((v, i) => ((v - mean(row)) / spread) * (gamma[i] ?? 0) + (beta[i] ?? 0));
    }),
});
opTest('rmsNormalization', {
  run: (x) => rmsNormalization(x, null, -1, 0.01),
  inputs: [random([2, 4])],
  expected: (x: number[][]) => x.map((row) => row.map((v) => v / Math.sqrt(mean(row.map((w) => w * w)) + 0.01))),
});
opTest('batchNormalization', {
  run: (x, center, spread) => batchNormalization(x, center, spread, 1, null, null, 0),
  inputs: [random([2, 3]), random([3]), random([3], { range: [0.5, 2] })],
  expected: (x: number[][], center: number[], spread: number[]) =>
    x.map((row) => row.map((v, i) => (v - (center[i] ?? 0)) / Math.sqrt(spread[i] ?? 1))),
});
