import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { compile, evaluate, evaluateRaw, type Program, run, setValue, trace } from './index.ts';

const shapes = [[3], [2, 5], [1], [4, 2, 2], [17], [5000]];

const made = (shape: readonly number[], seed: number) =>
  new Variable(shape, 'float32', () =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(seed + i)),
  );

/** Descent with momentum on a sum of squares of every weight: weights are read by the graph, momenta by kernels alone. */
function descent(): { readonly program: Program; readonly weights: Variable[]; readonly state: Variable[] } {
  const weights = shapes.map(made);
  const momenta = shapes.map((shape, i) => made(shape, i + 50));
  const program = trace([], true, () => {
    const loss = weights.map((weight) => ops.sum(ops.exp(weight))).reduce((a, b) => ops.add(a, b));
    for (const [i, slope] of gradients(loss, weights).entries()) {
      const [weight, momentum] = [weights[i], momenta[i]];
      if (weight === undefined || momentum === undefined) continue;
      const next = ops.subtract(ops.multiply(momentum, 0.9), ops.multiply(slope, 0.01));
      momentum.assign(next);
      weight.assign(ops.add(weight, next));
    }
    return [loss];
  });
  return { program, weights, state: [...weights, ...momenta] };
}

const contents = async (variables: readonly Variable[]) =>
  (await evaluate(variables)).map(({ data }) => [...new Uint32Array((data as Float32Array).slice().buffer)]);

describe('short vectors of one rule', () => {
  test('stand one behind another, as one input and one output of the graph', async () => {
    const { fused, names } = await compile(descent().program);
    const lengths = [...(fused?.packs.keys() ?? [])].map((pack) => pack.map(({ length }) => length));
    expect(lengths).toEqual([
      [3, 10, 1, 16, 17],
      [3, 10, 1, 16, 17],
    ]);
    expect(fused?.kernels.map(({ length }) => length)).toEqual([47, 5000]);
    expect(names.entries.filter((name) => name !== null)).toHaveLength(1);
  });

  test('are put together where each is scaled by a number of its own', async () => {
    const variables = shapes.map(made);
    const program = trace([], true, () => {
      for (const variable of variables) {
        const scale = ops.sum(ops.square(variable));
        variable.assign(ops.subtract(variable, ops.divide(ops.exp(variable), scale)));
      }
      return [];
    });
    const { fused } = await compile(program);
    expect(fused?.kernels.map(({ length }) => length)).toEqual([47, 5000]);
  });

  test('become the same to the bit as in the graph', async () => {
    const results = [];
    for (const fuse of [false, true]) {
      const { program, state } = descent();
      const compiled = await compile(program, { fuse });
      for (let i = 0; i < 3; i++) await run(program, compiled, [], evaluateRaw);
      results.push(await contents(state));
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('can be set between two steps, and be read by another program', async () => {
    const results = [];
    for (const fuse of [false, true]) {
      const { program, weights, state } = descent();
      const compiled = await compile(program, { fuse });
      await run(program, compiled, [], evaluateRaw);
      const [, second] = weights;
      if (second)
        setValue(
          second,
          Float32Array.from({ length: 10 }, (_, i) => i / 10),
        );
      await run(program, compiled, [], evaluateRaw);
      results.push([
        await contents(state),
        await contents([second ? ops.multiply(second, 2) : ops.tensor(0)].map(held)),
      ]);
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('stay where they are when two rules read them', async () => {
    const [one, ...others] = Array.from({ length: 9 }, (_, i) => made([4], i));
    const program = trace([], true, () => {
      const common = ops.cumsum(one ?? ops.tensor([0]));
      for (const variable of others) variable.assign(ops.add(variable, common));
      return [ops.sum(common)];
    });
    const before = await contents(others);
    const compiled = await compile(program);
    expect(compiled.fused?.packs.size).toBe(0);
    await run(program, compiled, [], evaluateRaw);
    expect(await contents(others)).not.toEqual(before);
  });
});

/** A variable with the value of a tensor. */
function held(tensor: ReturnType<typeof ops.multiply>): Variable {
  return new Variable(tensor.shape.map(Number), 'float32', tensor);
}
