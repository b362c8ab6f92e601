import { describe, expect, test } from 'vitest';
import { placeholder, type Tensor, tensor, Unknown, Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { trace } from './program.ts';
import { tileOf } from './tiles.ts';

/** The tile of a program on a batch of 2¹⁶ samples of 64 numbers. */
function tiled(body: (x: Tensor) => Tensor, dims: readonly number[] = [64], samples = 2 ** 16): number | null {
  const x = placeholder({ dtype: 'float32', dims: [new Unknown(), ...dims] });
  const program = trace([x], false, () => [body(x)]);
  return tileOf(program, samples);
}

const ones = (...shape: number[]) =>
  tensor(new Float32Array(shape.reduce((size, dim) => size * dim, 1)).fill(1), shape);

describe('parts of a batch', () => {
  test('are as many samples as stay in a cache', () => {
    const wide = (x: Tensor) => ops.matmul(ops.relu(ops.matmul(x, ones(64, 1024))), ones(1024, 2));
    expect(tiled(wide)).toBe(1024);
    expect(tiled(wide, [64], 2048)).toBe(1024);
  });

  test('are made of words that are looked up, too', () => {
    const bag = (x: Tensor) => ops.matmul(ops.mean(ops.take(ones(10, 64), ops.cast(x, 'int32'), 0), 1), ones(64, 2));
    expect(tiled(bag)).toBe(256);
  });

  test('are not made where nothing is large', () => {
    expect(tiled((x) => ops.matmul(ops.relu(x), ones(64, 2)), [64], 1024)).toBeNull();
    expect(tiled((x) => ops.matmul(x, ones(64, 2)))).toBeNull();
  });

  test('are not made where samples have to do with each other', () => {
    const spread = (x: Tensor) => ops.matmul(x, ones(64, 1024));
    const mixed: readonly ((x: Tensor) => Tensor)[] = [
      (x) => ops.softmax(spread(x), 0),
      (x) => ops.flip(spread(x), 0),
      (x) => ops.cumsum(spread(x), 0),
      (x) => ops.subtract(spread(x), ops.mean(spread(x), 0)),
      (x) => ops.subtract(spread(x), ops.max(spread(x), 0, true)),
      (x) => ops.matmul(ops.matmul(spread(x), ops.transpose(spread(x))), x),
      (x) => ops.take(spread(x), ops.cast(ops.sum(x, 1), 'int32'), 0),
      (x) => ops.transpose(ops.add(ops.transpose(spread(x)), 1)),
    ];
    for (const body of mixed) expect(tiled(body)).toBeNull();
  });

  test('are not made where a run changes something', () => {
    const total = new Variable([1], 'float32', () => Float32Array.of(0));
    const body = (x: Tensor) => {
      total.assign(ops.reshape(ops.sum(x), [1]));
      return ops.relu(ops.matmul(x, ones(64, 1024)));
    };
    expect(tiled((x) => ops.matmul(body(x), ones(1024, 2)))).toBeNull();
  });
});
