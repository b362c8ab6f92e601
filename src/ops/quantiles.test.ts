import { opTest, random } from '../testing/op-test.ts';
import { median, quantile } from './quantiles.ts';

const wrongAxis = (f: (x: number[], axis: number) => unknown, name: string) => [
  { run: () => f([1, 2], 1), message: `${name}: axis: expected an axis from -1 to 0, received 1` },
];
const x = [
  [3, 1, 4.5],
  [-2, 8, 6],
];

// Keras 3.15's answers.
opTest('quantile', {
  run: (a) => quantile(a, 0.3),
  inputs: [x],
  expected: 2,
  bad: [
    ...wrongAxis((a, axis) => quantile(a, 0.5, axis), 'quantile'),
    { run: () => quantile([1], 1.5), message: 'quantile: q: expected parts from 0 to 1, received 1.5' },
    { run: () => quantile([1], 0, null, 'linea' as 'linear'), message: /received 'linea'. Did you mean 'linear'\?/ },
  ],
});
opTest('quantiles over an axis', {
  run: (a) => quantile(a, [0.25, 1], 1),
  inputs: [x],
  expected: [
    [2, 2],
    [4.5, 8],
  ],
});
opTest('quantiles over the first axis', {
  run: (a) => quantile(a, 0.1, 0, 'linear', true),
  inputs: [x],
  expected: [[-1.5, 1.7, 4.65]],
});
opTest('quantile, lower', { run: (a) => quantile(a, 0.3, 1, 'lower'), inputs: [x], expected: [1, -2] });
opTest('quantile, higher', { run: (a) => quantile(a, 0.3, 1, 'higher'), inputs: [x], expected: [3, 6] });
opTest('quantile, midpoint', { run: (a) => quantile(a, 0.3, 1, 'midpoint'), inputs: [x], expected: [2, 2] });
opTest('quantile, nearest', { run: (a) => quantile(a, 0.3, 1, 'nearest'), inputs: [x], expected: [3, 6] });
opTest('quantile over two axes', {
  run: (a) => quantile(a, 0.5, [1, 2], 'linear', true),
  inputs: [random([3, 2, 2])],
  expected: (a: number[][][]) =>
    a.map((block) => {
      const [, low = 0, high = 0] = block.flat().sort((p, q) => p - q);
      return [[(low + high) / 2]];
    }),
});
opTest('median', { run: (a) => median(a, 1), inputs: [x], expected: [3, 6], bad: wrongAxis(median, 'median') });
opTest('median of an even number', { run: (a) => median(a), inputs: [x], expected: 3.75 });
