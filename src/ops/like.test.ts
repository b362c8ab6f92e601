import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, type Tensor, type TensorSpec, Unknown } from '../graph/index.ts';
import { compile, type Data, evaluateRaw, run, trace } from '../runtime/index.ts';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { add, multiply } from './arithmetic.ts';
import { broadcastLike, countOf, fillLike, reshapeLike, splitLike, sumLike } from './like.ts';
import { mean, sum } from './reduce.ts';

const x = random([4, 3]);

opTest('reshapeLike', {
  run: reshapeLike,
  inputs: [x, random([4, 1, 3])],
  expected: (a: number[][]) => a.map((row) => [row]),
  gradient: [true, false],
  bad: [
    {
      run: () =>
        reshapeLike(placeholder({ dtype: 'float32', dims: [2] }), placeholder({ dtype: 'float32', dims: [3] })),
      message: 'reshapeLike(x, like): expected as many elements as float32[3], received float32[2]',
    },
  ],
});
opTest('broadcastLike', {
  run: broadcastLike,
  inputs: [[[1, 2, 3]], x],
  expected: Array.from({ length: 4 }, () => [1, 2, 3]),
  gradient: [true, false],
  symbolic: [false, true],
});
opTest('fillLike', { run: (a) => fillLike(7, a), inputs: [[1, 2]], expected: [7, 7], gradient: false });
opTest('splitLike', {
  run: (a, b, c) => splitLike(a, [b, c], 0),
  inputs: [[1, 2, 3], [0, 0], [0]],
  expected: [[1, 2], [3]],
  gradient: [true, false, false],
  symbolic: [true, true, true],
});
opTest('sumLike', {
  run: sumLike,
  inputs: [x, random([1, 3])],
  expected: (a: number[][]) => [(a[0] ?? []).map((_, j) => a.reduce((total, row) => total + (row[j] ?? 0), 0))],
  gradient: [true, false],
  symbolic: [true, false],
});
opTest('sumLike over leading axes', {
  run: sumLike,
  inputs: [x, random([3])],
  expected: (a: number[][]) => (a[0] ?? []).map((_, j) => a.reduce((total, row) => total + (row[j] ?? 0), 0)),
  gradient: [true, false],
  symbolic: [true, false],
});
opTest('countOf', { run: (a) => countOf(a, [0, 1]), inputs: [x], expected: 12, gradient: false });

/** Runs a graph on placeholders. */
async function ran(
  specs: readonly TensorSpec[],
  data: readonly Data[],
  body: (inputs: readonly Tensor[]) => readonly Tensor[],
) {
  const inputs = specs.map((spec) => placeholder(spec));
  const program = trace(inputs, false, () => body(inputs));
  return run(program, await compile(program), data, evaluateRaw);
}

describe('axes known at run time only', () => {
  const spec = (...dims: TensorSpec['dims']): TensorSpec => ({ dtype: 'float32', dims });
  const ones = (...shape: number[]): Data => ({
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1),
    shape,
  });
  const slopes = ([a, b]: readonly Tensor[]): readonly Tensor[] =>
    a && b ? gradients(sum(add(a, multiply(b, 2))), [a, b]) : [];

  test('two of unknown length may turn out equal', async () => {
    const [da, db] = await ran([spec(new Unknown(), 2), spec(new Unknown(), 2)], [ones(3, 2), ones(3, 2)], slopes);
    expect([da?.shape, db?.shape]).toEqual([
      [3, 2],
      [3, 2],
    ]);
  });

  test('or one of them may turn out as 1: its gradient is summed', async () => {
    const [da, db] = await ran([spec(new Unknown(), 2), spec(new Unknown(), 2)], [ones(3, 2), ones(1, 2)], slopes);
    expect(da?.shape).toEqual([3, 2]);
    expect(db?.shape).toEqual([1, 2]);
    expectClose(db?.data ?? [], [6, 6]);
  });

  test('an unknown axis against none is summed away', async () => {
    const [, db] = await ran([spec(new Unknown(), 2), spec(2)], [ones(5, 2), ones(2)], slopes);
    expectClose(db?.data ?? [], [10, 10]);
  });

  test('the mean over them divides by what they are', async () => {
    const given = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
    const dims = [new Unknown(), new Unknown()];
    const [all, rows] = await ran([{ dtype: 'float32', dims }], [given], ([a]) => (a ? [mean(a), mean(a, 1)] : []));
    expectClose(all?.data ?? [], [3.5]);
    expectClose(rows?.data ?? [], [2, 5]);
  });
});
