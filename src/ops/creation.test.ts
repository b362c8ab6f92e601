import { describe, expect, test } from 'vitest';
import { opTest } from '../testing/op-test.ts';
import { arange, full, fullLike, ones, onesLike, zeros, zerosLike } from './creation.ts';
import { linspace, logspace } from './spacing.ts';

const x = [
  [1, 2],
  [3, 4],
];
const badShape = (f: (shape: number) => unknown, name: string) => [
  { run: () => f(-1), message: `${name}: shape: expected whole axis lengths of at least 0, received [-1]` },
];

opTest('zeros', {
  run: () => zeros([2, 1]),
  inputs: [],
  expected: [[0], [0]],
  dtype: 'float32',
  bad: badShape(zeros, 'zeros'),
});
opTest('zeros of int64', { run: () => zeros(2, 'int64'), inputs: [], expected: [0, 0], dtype: 'int64' });
opTest('a scalar of zeros', { run: () => zeros([]), inputs: [], expected: 0 });
opTest('ones', {
  run: () => ones(3, 'int32'),
  inputs: [],
  expected: [1, 1, 1],
  dtype: 'int32',
  bad: badShape(ones, 'ones'),
});
opTest('ones of bool', { run: () => ones(2, 'bool'), inputs: [], expected: [true, true], dtype: 'bool' });
opTest('full', {
  run: () => full([2, 2], 7),
  inputs: [],
  expected: [
    [7, 7],
    [7, 7],
  ],
  dtype: 'float32',
  bad: [
    ...badShape((shape) => full(shape, 1), 'full'),
    { run: () => zeros(1, 'float' as 'float32'), message: /^zeros: dtype: expected a known dtype, received 'float'/ },
  ],
});
opTest('full of a tensor', {
  run: (a) => full([2, 2], a),
  inputs: [[1, 2]],
  expected: [
    [1, 2],
    [1, 2],
  ],
  symbolic: false,
});
opTest('zerosLike', {
  run: (a) => zerosLike(a),
  inputs: [x],
  expected: [
    [0, 0],
    [0, 0],
  ],
  gradient: false,
});
opTest('onesLike', {
  run: (a) => onesLike(a, 'bool'),
  inputs: [x],
  expected: [
    [true, true],
    [true, true],
  ],
  dtype: 'bool',
});
opTest('onesLike of uint8', {
  run: (a) => onesLike(a),
  inputs: [Uint8Array.of(4, 5)],
  expected: [1, 1],
  dtype: 'uint8',
});
opTest('fullLike', {
  run: (a) => fullLike(a, 7),
  inputs: [x],
  expected: [
    [7, 7],
    [7, 7],
  ],
  gradient: false,
});
opTest('fullLike of a tensor', {
  run: (a, b) => fullLike(a, b),
  inputs: [x, [5, 6]],
  expected: [
    [5, 6],
    [5, 6],
  ],
  symbolic: [true, false],
});

opTest('arange', {
  run: () => arange(3),
  inputs: [],
  expected: [0, 1, 2],
  dtype: 'int32',
  bad: [
    { run: () => arange(0, 1, 0), message: /^arange\(start, stop, step\): expected numbers, and a step other than 0/ },
  ],
});
opTest('arange with fractions', {
  run: () => arange(1, 2, 0.25),
  inputs: [],
  expected: [1, 1.25, 1.5, 1.75],
  dtype: 'float32',
});
opTest('arange backwards', { run: () => arange(3, 0, -2, 'int64'), inputs: [], expected: [3, 1], dtype: 'int64' });
opTest('an empty arange', { run: () => arange(3, 1), inputs: [], expected: { data: new Int32Array(), shape: [0] } });

opTest('linspace', {
  run: () => linspace(0, 10, 5),
  inputs: [],
  expected: [0, 2.5, 5, 7.5, 10],
  dtype: 'float32',
  bad: [
    { run: () => linspace(0, 1, 1.5), message: 'linspace: num: expected a whole number of at least 0, received 1.5' },
  ],
});
opTest('linspace without its end', {
  run: () => linspace(0, 1, 4, { endpoint: false }),
  inputs: [],
  expected: [0, 0.25, 0.5, 0.75],
});
opTest('linspace of one', { run: () => linspace(2, 5, 1), inputs: [], expected: [2] });
opTest('linspace of whole numbers', {
  run: () => linspace(0, 10, 5, { dtype: 'int32' }),
  inputs: [],
  expected: [0, 2, 5, 7, 10],
  dtype: 'int32',
});
// As Keras 3.15 answers.
opTest('linspace between tensors', {
  run: (a, b) => linspace(a, b, 3),
  inputs: [
    [0, 1],
    [1, 3],
  ],
  expected: [
    [0, 1],
    [0.5, 2],
    [1, 3],
  ],
});
opTest('linspace along the last axis', {
  run: (a, b) => linspace(a, b, 3, { axis: -1 }),
  inputs: [
    [0, 1],
    [[1], [3]],
  ],
  expected: [
    [
      [0, 0.5, 1],
      [1, 1, 1],
    ],
    [
      [0, 1.5, 3],
      [1, 2, 3],
    ],
  ],
});
opTest('logspace', {
  run: () => logspace(0, 2, 3),
  inputs: [],
  expected: [1, 10, 100],
  bad: [
    { run: () => logspace(0, 1, -1), message: 'logspace: num: expected a whole number of at least 0, received -1' },
  ],
});
opTest('logspace of base 2', { run: () => logspace(0, 3, 4, { base: 2 }), inputs: [], expected: [1, 2, 4, 8] });
opTest('logspace between tensors', {
  run: (a) => logspace(a, 2, 3),
  inputs: [[0, 1]],
  expected: [
    [1, 10],
    [10, 10 ** 1.5],
    [100, 100],
  ],
  tolerance: 1e-4,
  gradient: false,
});

describe('long ranges', () => {
  test('are fed, not written into the program', async () => {
    const long = arange(5000);
    expect(long.node.kind === 'value' && long.node.embedded).toBe(false);
    expect((await long.data()).at(-1)).toBe(4999);
  });
});
