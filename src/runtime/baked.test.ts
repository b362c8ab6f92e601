import { expect, test } from 'vitest';
import { dimsOf, placeholder, type Tensor, Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { Baked, copies } from './baked.ts';
import { compile, evaluateRaw, type Program, run, setValue, trace } from './index.ts';

const width = 16;

function layer(seed: number): Variable {
  return new Variable([width, width], 'float32', () =>
    Float32Array.from({ length: width * width }, (_, i) => Math.sin(seed + 3 * i) / 4),
  );
}

/** Two products with a bend between them, and whatever else a program does. */
function network(beside: () => void = () => undefined) {
  const weights = [layer(1), layer(2)] as const;
  const x = placeholder({ dtype: 'float32', dims: dimsOf([null, width]) });
  const program = trace([x], false, () => {
    beside();
    return [weights.reduce<Tensor>((h, weight) => ops.relu(ops.matmul(h, weight)), x)];
  });
  return { program, weights };
}

const inputs = [{ data: Float32Array.from({ length: 2 * width }, (_, i) => Math.cos(i)), shape: [2, width] }];

async function answers(program: Program): Promise<readonly number[]> {
  const [y] = await run(program, await compile(program), inputs, evaluateRaw);
  return Array.from(y?.data ?? [], Number);
}

async function times(count: number, baked: Baked, program: Program): Promise<readonly number[]> {
  const compiled = await compile(program);
  let last: readonly number[] = [];
  for (let i = 0; i < count; i++) {
    const [y] = await baked.run(program, compiled, inputs, evaluateRaw);
    last = Array.from(y?.data ?? [], Number);
  }
  return last;
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
}

test('gives the same with weights inside', async () => {
  const { program } = network();
  const before = copies.made;
  const last = await times(4, new Baked(), program);
  expect(copies.made).toBe(before + 1);
  expectClose(last, await answers(program));
});

test('leaves weights outside where they are used once', async () => {
  const { program, weights } = network();
  const baked = new Baked();
  await times(2, baked, program);
  const before = copies.made;
  for (let i = 0; i < 4; i++) {
    setValue(weights[0], new Float32Array(width * width).fill(i / 8));
    expectClose(await times(1, baked, program), await answers(program));
  }
  expect(copies.made).toBe(before);
});

test('holds one graph at a time, and none after weights have changed', async () => {
  const { program, weights } = network();
  const baked = new Baked();
  const before = copies.held;
  await times(40, baked, program);
  expect(copies.held).toBe(before + 1);
  setValue(weights[1], new Float32Array(width * width).fill(0.5));
  expectClose(await times(1, baked, program), await answers(program));
  expect(copies.held).toBe(before);
  await times(3, baked, network().program);
  await times(3, baked, program);
  expect(copies.held).toBe(before + 1);
  baked.drop();
  expect(copies.held).toBe(before);
});

test('tries less often where weights change before a graph has paid for itself', async () => {
  const { program, weights } = network();
  const baked = new Baked();
  const before = copies.made;
  for (let i = 0; i < 20; i++) {
    setValue(weights[0], new Float32Array(width * width).fill(i / 8));
    await times(3, baked, program);
  }
  expect(copies.made - before).toBeLessThan(3);
});

test('sees what kernels change in place', async () => {
  const { program, weights } = network();
  const update = trace([], true, () => {
    weights[0].assign(ops.multiply(weights[0], 2));
    return [ops.sum(weights[1])];
  });
  const baked = new Baked();
  const first = await times(3, baked, program);
  await run(update, await compile(update), [], evaluateRaw);
  const second = await times(3, baked, program);
  expectClose(
    second,
    first.map((value) => 2 * value),
  );
});

test('leaves variables outside that the program changes', async () => {
  const count = new Variable([], 'float32', () => Float32Array.of(0));
  const { program } = network(() => count.assign(ops.add(count, 1)));
  const last = await times(5, new Baked(), program);
  expectClose(last, await answers(program));
  expect(await count.item()).toBe(6);
});

test('answers many that ask at once', async () => {
  const { program, weights } = network();
  const baked = new Baked();
  const compiled = await compile(program);
  const ask = () => baked.run(program, compiled, inputs, evaluateRaw);
  const asked = Array.from({ length: 12 }, async (_, i) => {
    if (i === 6) setValue(weights[0], new Float32Array(width * width).fill(0.25));
    return ask();
  });
  expect((await Promise.all(asked)).every(([y]) => y?.data.length === 2 * width)).toBe(true);
  const [y] = await ask();
  expectClose(Array.from(y?.data ?? [], Number), await answers(program));
});
