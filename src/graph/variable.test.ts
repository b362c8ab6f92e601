import { describe, expect, test } from 'vitest';
import * as ops from '../ops/index.ts';
import { tensor, Variable, value } from './index.ts';

const counter = (...start: number[]) =>
  new Variable([start.length], 'float32', () => Float32Array.from(start), { name: 'counter' });

describe('Variable', () => {
  test('draws its initial value when it is first needed', async () => {
    let draws = 0;
    const variable = new Variable([2], 'float32', () => Float32Array.of(++draws, 5));
    expect(draws).toBe(0);
    expect(await variable.array()).toEqual([1, 5]);
    expect(await variable.array()).toEqual([1, 5]);
    expect(draws).toBe(1);
  });

  test('starts from a tensor too', async () => {
    const variable = new Variable([2], 'float32', ops.multiply([1, 2], 3));
    expect(await variable.array()).toEqual([3, 6]);
  });

  test('takes assignments in their order', async () => {
    const variable = counter(1, 2);
    variable.assign(ops.add(variable, 1));
    variable.assign(ops.multiply(variable, 10));
    expect(await variable.array()).toEqual([20, 30]);
  });

  test('an assignment sees the others as they were before it', async () => {
    const a = counter(1);
    const b = counter(0);
    b.assign(ops.add(a, 1));
    a.assign([100]);
    expect(await b.array()).toEqual([2]);
    expect(await a.array()).toEqual([100]);
  });

  test('hands out copies of its values', async () => {
    const variable = counter(1, 2);
    (await variable.data()).set([9, 9] as never);
    expect(await variable.array()).toEqual([1, 2]);
  });

  test('refuses another shape or dtype', () => {
    const variable = counter(1, 2);
    expect(() => variable.assign([1, 2, 3])).toThrow(
      'counter.assign: expected float32[2], received float32[3]. A variable keeps its shape and dtype',
    );
    expect(() => variable.assign(value(Int32Array.of(1, 2), [2], 'int32'))).toThrow('received int32[2]');
  });

  test('a tensor that reads it gives its present value each time', async () => {
    const variable = counter(1);
    const doubled = ops.multiply(variable, 2);
    expect(await doubled.array()).toEqual([2]);
    variable.assign([5]);
    expect(await doubled.array()).toEqual([10]);
  });
});

describe('tensor', () => {
  test('reads nested arrays, typed arrays, data with a shape, numbers and booleans', async () => {
    expect(
      await tensor([
        [1, 2],
        [3, 4],
      ]).array(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor(Uint8Array.of(1, 2)).dtype).toBe('uint8');
    expect(tensor(Float64Array.of(1, 2)).dtype).toBe('float32');
    expect(tensor(Int16Array.of(1, -2)).dtype).toBe('int32');
    expect(tensor({ data: Int32Array.of(1, 2), shape: [2, 1] }).shape).toEqual([2, 1]);
    expect(tensor(3).shape).toEqual([]);
    expect(tensor([true, false]).dtype).toBe('bool');
    expect(await tensor([true, false]).array()).toEqual([true, false]);
    expect(tensor([]).shape).toEqual([0]);
  });

  test('names the row in which nested arrays are ragged', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow('expected length 2 as in the rows before at [1], received length 1');
    expect(() => tensor([[1, 2], 3])).toThrow('expected an array of length 2 at [1], received 3');
  });

  test('refuses a shape that does not fit', () => {
    expect(() => tensor([1, 2, 3], [2, 2])).toThrow('expected 4 values for shape [2, 2], received 3');
  });

  test('an item needs a single element', async () => {
    expect(await tensor([[7]]).item()).toBe(7);
    await expect(tensor([1, 2]).item()).rejects.toThrow('expected a tensor with one element, received 2 elements');
  });
});
