import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, type Tensor, Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { compile, evaluate, evaluateRaw, getDevice, type Program, run, setValue, trace } from './index.ts';

const awkward = [0, -0, 1, -1, 2.5, -3.25, 1e-40, -1e-40, 3e38, -3e38, Infinity, -Infinity, Number.NaN];
const pairs = awkward.flatMap((a) => awkward.map((b) => [a, b] as const));
const [left, right] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side] ?? 0)) as [
  Float32Array,
  Float32Array,
];

const holding = (data: Float32Array) => new Variable([data.length], 'float32', () => data.slice());
const zeros = (length: number) => holding(new Float32Array(length));

async function steps(program: Program, fuse: boolean, inputs: readonly Float32Array[] = []): Promise<boolean> {
  const compiled = await compile(program, { fuse });
  const given = inputs.map((data) => ({ data, shape: [data.length] }));
  await run(program, compiled, given, evaluateRaw);
  return compiled.fused !== null;
}

const contents = async (variable: Variable) =>
  new Float32Array(((await evaluate([variable]))[0]?.data ?? []) as Float32Array);

/** NaNs are alike, and so are numbers below the normal ones and 0; all others are told apart by their bits. */
const bits = (data: Float32Array) =>
  Array.from(data, (x, i) => {
    if (Number.isNaN(x)) return 'NaN';
    return Math.abs(x) < 2 ** -126 ? 0 : new Uint32Array(data.buffer)[i];
  });

const rules: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  add: ops.add,
  subtract: ops.subtract,
  multiply: ops.multiply,
  divide: ops.divide,
  negative: (a) => ops.negative(a),
  abs: (a) => ops.abs(a),
  sqrt: (a) => ops.sqrt(a),
  sign: (a) => ops.sign(a),
  square: (a) => ops.square(a),
  // Of 0 and -0 the engine takes the one, a kernel the other.
  maximum: (a, b) => ops.add(ops.maximum(a, b), 0),
  minimum: (a, b) => ops.add(ops.minimum(a, b), 0),
  where: (a, b) => ops.where(ops.greater(a, b), a, ops.multiply(b, 0.5)),
  comparisons: (a, b) =>
    ops.add(
      ops.add(ops.cast(ops.less(a, b), 'float32'), ops.multiply(ops.cast(ops.lessEqual(a, b), 'float32'), 2)),
      ops.add(
        ops.multiply(ops.cast(ops.greaterEqual(a, b), 'float32'), 4),
        ops.multiply(ops.cast(ops.equal(a, b), 'float32'), 8),
      ),
    ),
  'and, or, not': (a, b) =>
    ops.where(ops.logicalAnd(ops.greater(a, 0), ops.logicalNot(ops.greater(b, 0))), 1, ops.subtract(a, b)),
};

describe('a kernel', () => {
  test.each(Object.entries(rules))('computes %s to the bit as the engine does', async (_, rule) => {
    const results = [];
    for (const fuse of [false, true]) {
      const [a, b, out] = [holding(left), holding(right), zeros(left.length)];
      const program = trace([], true, () => {
        out.assign(rule(ops.add(a, 0), ops.multiply(b, 1)));
        return [ops.cumsum(a)];
      });
      expect(await steps(program, fuse)).toBe(fuse);
      results.push(bits(await contents(out)));
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('takes numbers too small to be normal for 0, on which it would be slow', async () => {
    const mean = holding(Float32Array.of(1e-37, -3e-38, 1));
    const program = trace([], true, () => {
      mean.assign(ops.multiply(mean, 0.3));
      return [ops.sum(mean)];
    });
    await steps(program, true);
    expect([...(await contents(mean))]).toEqual([Math.fround(1e-37 * Math.fround(0.3)), 0, Math.fround(0.3)]);
  });

  test('does so in averages and momentum, not in what is moved by something else', async () => {
    const tiny = Float32Array.of(1e-39, 1);
    const [weight, velocity, slope] = [holding(tiny), holding(tiny), zeros(2)];
    const program = trace([], true, () => {
      velocity.assign(ops.add(velocity, ops.multiply(ops.subtract(slope, velocity), 0.5)));
      weight.assign(ops.subtract(weight, ops.multiply(slope, 0.5)));
      return [ops.sum(weight)];
    });
    await steps(program, true);
    expect([...(await contents(velocity))]).toEqual([0, 0.5]);
    expect([...(await contents(weight))]).toEqual([...tiny]);
  });

  test('sees in all updates the values from before the step', async () => {
    const [a, b] = [holding(Float32Array.of(1, 2)), holding(Float32Array.of(10, 20))];
    const program = trace([], true, () => {
      const [oldA, oldB] = [ops.add(a, 0), ops.add(b, 0)];
      a.assign(ops.add(oldB, 1));
      b.assign(ops.add(oldA, 1));
      return [ops.sum(oldA)];
    });
    expect(await steps(program, true)).toBe(true);
    expect([...(await contents(a)), ...(await contents(b))]).toEqual([11, 21, 2, 3]);
  });

  test('takes scalars and vectors that the graph computes', async () => {
    const x = placeholder({ dtype: 'float32', dims: [3] });
    const total = zeros(3);
    const program = trace([x], true, () => {
      total.assign(ops.add(total, ops.multiply(ops.cumsum(x), ops.sum(x))));
      return [ops.sum(x)];
    });
    await steps(program, true, [Float32Array.of(1, 2, 3)]);
    await steps(program, true, [Float32Array.of(1, 0, 0)]);
    expect([...(await contents(total))]).toEqual([7, 19, 37]);
  });

  test('begins from a value that was set between two steps, and leaves what was given alone', async () => {
    const count = zeros(2);
    const program = trace([], true, () => {
      count.assign(ops.add(count, 1));
      return [ops.sum(count)];
    });
    await steps(program, true);
    const given = Float32Array.of(10, 20);
    setValue(count, given);
    await steps(program, true);
    expect([...(await contents(count))]).toEqual([11, 21]);
    expect([...given]).toEqual([10, 20]);
  });

  test('works on variables that two programs share', async () => {
    const shared = zeros(4);
    const adding = (by: number) =>
      trace([], true, () => {
        shared.assign(ops.add(ops.multiply(shared, 2), by));
        return [ops.sum(shared)];
      });
    const [one, two] = [adding(1), adding(10)];
    for (const program of [one, two, one]) await steps(program, true);
    expect([...(await contents(shared))]).toEqual([25, 25, 25, 25]);
  });

  test('leaves the state as it was when the graph fails', async () => {
    const x = placeholder({ dtype: 'int32', dims: [1] });
    const total = holding(Float32Array.of(5, 6));
    const program = trace([x], true, () => {
      total.assign(ops.add(total, ops.take(ops.tensor([1, 2]), x)));
      return [];
    });
    const compiled = await compile(program);
    const wrong = [{ data: Int32Array.of(99), shape: [1] }];
    await expect(run(program, compiled, wrong, evaluateRaw)).rejects.toThrow();
    expect([...(await contents(total))]).toEqual([5, 6]);
  });

  test('is not used where the new value is no elementwise one', async () => {
    const total = zeros(3);
    const program = trace([], true, () => {
      total.assign(ops.cumsum(ops.add(total, 1)));
      return [];
    });
    expect(await steps(program, true)).toBe(false);
    expect([...(await contents(total))]).toEqual([1, 2, 3]);
  });

  test('adds rows in plain code to the bit as the engine does', async () => {
    const places = placeholder({ dtype: 'int32', dims: [40] });
    const results = [];
    for (const fuse of [false, true]) {
      const table = new Variable([9, 3], 'float32', () => Float32Array.from({ length: 27 }, (_, i) => Math.sin(i)));
      const program = trace([places], true, () => {
        const [slope = table] = gradients(ops.sum(ops.exp(ops.take(table, places, 0))), [table]);
        table.assign(ops.subtract(table, ops.multiply(slope, 0.1)));
        return [];
      });
      const compiled = await compile(program, { fuse });
      expect(compiled.fused?.computed.length ?? 0).toBe(Number(fuse));
      const data = Int32Array.from({ length: 40 }, (_, i) => ((i * i) % 12) - 3);
      for (let i = 0; i < 3; i++) await run(program, compiled, [{ data, shape: [40] }], evaluateRaw);
      results.push(bits(await contents(table)));
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('adds rows that several places share to the bit as the engine does', async () => {
    const places = placeholder({ dtype: 'int32', dims: [8, 5] });
    const results = [];
    for (const fuse of [false, true]) {
      const table = new Variable([9, 4], 'float32', () => Float32Array.from({ length: 36 }, (_, i) => Math.sin(i)));
      const program = trace([places], true, () => {
        const bags = ops.mean(ops.take(table, places, 0), 1);
        const [slope = table] = gradients(ops.sum(ops.exp(bags)), [table]);
        table.assign(ops.subtract(table, ops.multiply(slope, 0.1)));
        return [];
      });
      const compiled = await compile(program, { fuse });
      if (fuse) expect(compiled.fused?.fetched.map((value) => value?.dims)).toContainEqual([8, 1, 4]);
      const data = Int32Array.from({ length: 40 }, (_, i) => ((i * i) % 12) - 3);
      for (let i = 0; i < 3; i++) await run(program, compiled, [{ data, shape: [8, 5] }], evaluateRaw);
      results.push(bits(await contents(table)));
    }
    expect(results[1]).toEqual(results[0]);
  });
});

describe('large results', () => {
  const length = 600_000;
  const row = placeholder({ dtype: 'int32', dims: [1] });
  const program = (total: Variable, count: Variable) =>
    trace([row], true, () => {
      const slopes = ops.cumsum(ops.add(ops.multiply(total, 0), ops.take(ops.tensor([1, 2]), row)));
      total.assign(ops.subtract(total, slopes));
      count.assign(ops.add(count, 1));
      return [ops.sum(slopes)];
    });

  test('are written where kernels find them', async () => {
    const [total, count] = [zeros(length), new Variable([], 'float32', () => Float32Array.of(0))];
    const compiled = await compile(program(total, count));
    expect(compiled.into?.length).toBe(getDevice() === 'cpu' ? 2 : undefined);
    const made = program(total, count);
    for (const place of [0, 1]) {
      const [sum] = await run(made, compiled, [{ data: Int32Array.of(place), shape: [1] }], evaluateRaw);
      expect(Number(sum?.data[0]) / ((place + 1) * (length / 2) * (length + 1))).toBeCloseTo(1, 3);
    }
    const after = await contents(total);
    expect([after[0], after[1], after[999]]).toEqual([-3, -6, -3000]);
    expect(await count.array()).toBe(2);
  });

  test('do not hide what the engine complains of', async () => {
    const [total, count] = [zeros(length), new Variable([], 'float32', () => Float32Array.of(0))];
    const made = program(total, count);
    const wrong = [{ data: Int32Array.of(7), shape: [1] }];
    await expect(run(made, await compile(made), wrong, evaluateRaw)).rejects.toThrow(
      'indices element out of data bounds',
    );
    expect([(await contents(total))[5], await count.array()]).toEqual([0, 0]);
  });
});
