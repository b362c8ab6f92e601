import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, tensor, Unknown } from '../graph/index.ts';
import { engineOf } from '../runtime/device.ts';
import { evaluate, getDevice, trace, write } from '../runtime/index.ts';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { multiply } from './arithmetic.ts';
import { softsign } from './nn-smooth.ts';
import { logSoftmax, softmax, sparsemax } from './nn-softmax.ts';
import { sum } from './reduce.ts';

const x = random([3, 5], { range: [-3, 3] });

const total = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0);
const softened = (row: readonly number[]): number[] => {
  const largest = Math.max(...row);
  const powers = row.map((score) => Math.exp(score - largest));
  return powers.map((power) => power / total(powers));
};

opTest('softmax', {
  run: (a) => softmax(a),
  inputs: [x],
  expected: (rows: number[][]) => rows.map(softened),
  tolerance: 1e-6,
  bad: [{ run: () => softmax(3), message: /softmax: axis: expected no axis, since a scalar has none, received -1/ }],
});

opTest('softmax along the first axis', {
  run: (a) => softmax(a, 0),
  inputs: [x],
  expected: (rows: number[][]) => turned(turned(rows).map(softened)),
  tolerance: 1e-6,
});

opTest('softmax over two axes together', {
  run: (a) => softmax(a, [-1, 0]),
  inputs: [x],
  expected: (rows: number[][]) => {
    const all = softened(rows.flat());
    return rows.map((row, i) => row.map((_, j) => all[i * row.length + j] ?? 0));
  },
  tolerance: 1e-6,
});

opTest('logSoftmax', {
  run: (a) => logSoftmax(a),
  inputs: [x],
  expected: (rows: number[][]) => rows.map((row) => softened(row).map(Math.log)),
  tolerance: 1e-6,
});

opTest('logSoftmax along the first axis', {
  run: (a) => logSoftmax(a, 0),
  inputs: [x],
  expected: (rows: number[][]) => turned(turned(rows).map((row) => softened(row).map(Math.log))),
  tolerance: 1e-6,
});

opTest('logSoftmax over two axes together', {
  run: (a) => logSoftmax(a, [0, 1]),
  inputs: [x],
  expected: (rows: number[][]) => {
    const all = softened(rows.flat()).map(Math.log);
    return rows.map((row, i) => row.map((_, j) => all[i * row.length + j] ?? 0));
  },
  tolerance: 1e-6,
});

/** By its definition: of all sets of largest scores the one whose members all stay positive, and no other would. */
function sparse(row: readonly number[]): number[] {
  const sorted = row.toSorted((a, b) => b - a);
  const sizes = sorted.map((_, i) => i + 1).filter((k) => (sorted[k - 1] ?? 0) > (total(sorted.slice(0, k)) - 1) / k);
  const k = Math.max(...sizes);
  const tau = (total(sorted.slice(0, k)) - 1) / k;
  return row.map((score) => Math.max(score - tau, 0));
}

opTest('sparsemax', {
  run: (a) => sparsemax(a),
  inputs: [random([6, 5], { range: [-1, 1], seed: 4 })],
  expected: (rows: number[][]) => rows.map(sparse),
  tolerance: 1e-6,
  bad: [
    {
      run: () => sparsemax(placeholder({ dtype: 'float32', dims: [2, new Unknown()] })),
      message: /sparsemax\(x\): expected an x whose axis 1 is known, received float32\[2, null\]/,
    },
  ],
});

opTest('sparsemax along the first axis', {
  run: (a) => sparsemax(a, 0),
  inputs: [random([4, 3], { range: [-1, 1], seed: 5 })],
  expected: (rows: number[][]) => turned(turned(rows).map(sparse)),
  tolerance: 1e-6,
  symbolic: false,
});

describe('sparsemax', () => {
  test('sums to 1 where several scores win', async () => {
    expect(
      await sparsemax([
        [1, 1, 0, -1],
        [0, 0, 0, 0],
        [3, 1, 1, 1],
      ]).array(),
    ).toEqual([
      [0.5, 0.5, 0, 0],
      [0.25, 0.25, 0.25, 0.25],
      [1, 0, 0, 0],
    ]);
  });
});

describe.each([
  { name: 'softmax', f: softmax, value: [0, 1], slope: [0, 0] },
  { name: 'logSoftmax', f: logSoftmax, value: [-200, 0], slope: [1, -1] },
  { name: 'sparsemax', f: sparsemax, value: [0, 1], slope: [0, 0] },
])('$name at ±100', ({ f, value, slope }) => {
  test('is finite, and right', async () => {
    const scores = tensor([-100, 100]);
    const y = f(scores);
    const [values, slopes] = await evaluate([y, ...gradients(sum(multiply(y, [1, 0])), [scores])]);
    expect([...(values?.data ?? [])]).toEqual(value);
    expect([...(slopes?.data ?? [])]).toEqual(slope);
  });
});

// WebGPU has forms of its own, of ops that every engine has: so their numbers are checked on the engine at hand.
test.each([
  { name: 'softmax', f: softmax },
  { name: 'logSoftmax', f: logSoftmax },
  { name: 'softsign', f: softsign },
])('$name is the same in the form for WebGPU', async ({ f }) => {
  const place = placeholder({ dtype: 'float32', dims: [3, 5] });
  const { bytes, names } = write(
    trace([place], false, () => [f(place)]),
    'webgpu',
  );
  const engine = await engineOf(getDevice());
  const settings = { optimization: 'disabled', kept: [], threads: null, strict: false } as const;
  const session = await engine.session(bytes, settings);
  const scores = Float32Array.from([...Array.from(x.data, Number).slice(0, 10), 100, -100, 0, 50, 100]);
  const results = await session.run({ [names.inputs[0] ?? '']: engine.tensor('float32', scores, [3, 5]) });
  const expected = await f(tensor(scores, [3, 5])).data();
  expectClose(results[names.outputs[0] ?? '']?.data ?? [], expected, 1e-6);
  await session.release();
});

function turned(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
}
