import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { evaluate } from '../runtime/index.ts';
import * as ops from './index.ts';
import { add, greater, multiply, square, sum } from './index.ts';

const { cond, foriLoop, map, switch: switchOf, vectorizedMap } = ops;

describe('cond', () => {
  test('takes one of two results, and sends gradients to it alone', async () => {
    const x = tensor([1, 2]);
    const y = cond(
      greater(sum(x), 2),
      () => square(x),
      () => multiply(x, 100),
    );
    const [slope] = gradients(sum(y), [x]);
    expect(await y.array()).toEqual([1, 4]);
    expect(await slope?.array()).toEqual([2, 4]);
  });

  test('computes one alone where the condition is known', () => {
    const ran: string[] = [];
    const branch = (name: string) => () => {
      ran.push(name);
      return tensor(1);
    };
    cond(true, branch('true'), branch('false'));
    expect(ran).toEqual(['true']);
  });

  test('takes structures that are arranged alike', async () => {
    const both = cond(
      tensor(false),
      () => [tensor(1), tensor(2)],
      () => [tensor(3), tensor(4)],
    );
    expect((await evaluate(both)).map(({ data }) => Number(data[0]))).toEqual([3, 4]);
    expect(() =>
      cond(
        tensor(false),
        () => [tensor(1)],
        () => [],
      ),
    ).toThrow('cond: expected results that are arranged alike, received 1 and 0 tensors.');
    expect(() =>
      cond(
        tensor([true]),
        () => [],
        () => [],
      ),
    ).toThrow('cond: pred: expected one boolean, received bool[1].');
  });
});

describe('switch', () => {
  test('takes the result of one function; numbers beyond, the first or the last', async () => {
    const branches = [add, multiply, (a: number) => tensor(a)];
    const results = [-5, 0, 1, 2, 9].map((i) => switchOf(tensor(i, undefined, 'int32'), branches, 3, 4));
    expect((await evaluate(results)).map(({ data }) => Number(data[0]))).toEqual([7, 7, 12, 3, 3]);
    expect(await switchOf(9, branches, 3, 4).array()).toBe(3);
    expect(() => switchOf(0, [])).toThrow('switch: branches: expected at least one function, received none.');
  });
});

describe('foriLoop', () => {
  test('carries a value through its steps', async () => {
    const x = tensor(2);
    const power = foriLoop(0, 3, (_, value) => multiply(value, x), tensor(1));
    expect(await power.array()).toBe(8);
    const [slope] = gradients(power, [x]);
    expect(await slope?.array()).toBe(12);
    expect(() => foriLoop(0, 1.5, (_, value) => value, 1)).toThrow('foriLoop(lower, upper): expected whole numbers');
  });
});

describe('map', () => {
  test('applies a function to each element of several tensors', async () => {
    const [total, product] = map(([a, b]: readonly [typeof x, typeof x]) => [add(a, b), multiply(a, sum(b))] as const, [
      x,
      x,
    ] as const);
    expect(await total.array()).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(await product.array()).toEqual([
      [3, 6],
      [21, 28],
    ]);
    expect(await vectorizedMap((row: typeof x) => sum(row), x).array()).toEqual([3, 7]);
    expect(() => map((one: typeof x) => one, tensor(1))).toThrow(
      'map(f, xs): expected tensors whose first axes are as long',
    );
  });
});

const x = tensor([
  [1, 2],
  [3, 4],
]);
