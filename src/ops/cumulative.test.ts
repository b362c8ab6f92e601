import { placeholder, Unknown } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { cumprod, cumsum, diff } from './cumulative.ts';

const x = random([3, 4]);
const running = (f: (a: number, b: number) => number) => (row: readonly number[]) =>
  row.map((_, i) => row.slice(0, i + 1).reduce(f));
const plus = running((a, b) => a + b);
const times = running((a, b) => a * b);
const wrong = (f: (x: number[], axis: number) => unknown, name: string) => [
  { run: () => f([1, 2], 1), message: `${name}: axis: expected an axis from -1 to 0, received 1` },
];
const turned = (a: number[][]) => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));

opTest('cumsum', {
  run: (a) => cumsum(a),
  inputs: [x],
  expected: (a: number[][]) => plus(a.flat()),
  bad: wrong(cumsum, 'cumsum'),
});
opTest('cumsum along the last axis', {
  run: (a) => cumsum(a, -1),
  inputs: [x],
  expected: (a: number[][]) => a.map(plus),
});
opTest('cumsum along the first axis', {
  run: (a) => cumsum(a, 0),
  inputs: [x],
  expected: (a: number[][]) => turned(turned(a).map(plus)),
});
opTest('cumsum of booleans', {
  run: (a) => cumsum(a),
  inputs: [[true, false, true]],
  expected: [1, 1, 2],
  dtype: 'int32',
});
opTest('cumsum of uint8', {
  run: (a) => cumsum(a),
  inputs: [Uint8Array.of(200, 100)],
  expected: [200, 44],
  dtype: 'uint8',
});

opTest('cumprod', {
  run: (a) => cumprod(a),
  inputs: [[2, -1, 0.5, 3, -1.5, 1.2, 0.7]],
  expected: times,
  symbolic: false,
  bad: [
    ...wrong(cumprod, 'cumprod'),
    {
      run: () => cumprod(placeholder({ dtype: 'float32', dims: [new Unknown()] })),
      message: 'cumprod(x): expected an x whose axis 0 is known, received float32[null]',
    },
  ],
});
opTest('cumprod along an axis', { run: (a) => cumprod(a, 1), inputs: [x], expected: (a: number[][]) => a.map(times) });
opTest('cumprod with zeros', {
  run: (a) => cumprod(a),
  inputs: [[2, 0, 3, 0, 5]],
  expected: [2, 0, 0, 0, 0],
  symbolic: false,
});
opTest('cumprod of int32', {
  run: (a) => cumprod(a),
  inputs: [Int32Array.of(2, 3, 4)],
  expected: [2, 6, 24],
  dtype: 'int32',
  symbolic: false,
});

opTest('diff', {
  run: (a) => diff(a),
  inputs: [x],
  expected: (a: number[][]) => a.map((row) => row.slice(1).map((v, i) => v - (row[i] ?? 0))),
  bad: [
    { run: () => diff([1, 2], -1), message: 'diff: n: expected a whole number of at least 0, received -1' },
    ...wrong((a, axis) => diff(a, 1, axis), 'diff'),
  ],
});
opTest('diff twice along the first axis', {
  run: (a) => diff(a, 2, 0),
  inputs: [
    [
      [1, 2],
      [4, 0],
      [9, 5],
    ],
  ],
  expected: [[2, 7]],
});
opTest('diff of booleans', {
  run: (a) => diff(a),
  inputs: [[true, false, false]],
  expected: [true, false],
  dtype: 'bool',
});
