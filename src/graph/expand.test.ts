import { describe, expect, test } from 'vitest';
import * as ops from '../ops/index.ts';
import {
  broadcastDims,
  composite,
  dimsOf,
  expand,
  placeholder,
  promote,
  reachable,
  shown,
  tensor,
  tryBroadcast,
  Unknown,
  value,
} from './index.ts';

const symbolic = (...shape: (number | null)[]) => placeholder({ dtype: 'float32', dims: dimsOf(shape) });

describe('expand', () => {
  test('replaces tensors and leaves what does not depend on them', async () => {
    const x = symbolic(2);
    const fixed = ops.multiply([1, 2], 2);
    const [result] = expand([ops.add(x, fixed)], new Map([[x, tensor([10, 20])]]));
    expect(await result?.array()).toEqual([12, 24]);
  });

  test('visits nodes in the order they were recorded', () => {
    const x = symbolic(2);
    const late = ops.add(ops.exp(x), ops.log(x));
    const ids = reachable([late]).map((node) => node.id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  test('keeps a composite function as one node of a model', () => {
    const mean = composite('centre', (x: ReturnType<typeof symbolic>) => ops.subtract(x, ops.mean(x)));
    const { node } = mean(symbolic(3));
    expect(node.kind).toBe('call');
    expect(mean(value(Float32Array.of(1), [1], 'float32')).node.kind).toBe('op');
  });
});

describe('shapes', () => {
  test('unknown axes are the same only if they are the same object', () => {
    const batch = new Unknown();
    expect(tryBroadcast([batch, 3], [batch, 1])).toEqual([batch, 3]);
    expect(tryBroadcast([batch], [new Unknown()])?.[0]).not.toBe(batch);
    expect(tryBroadcast([batch], [4])).toEqual([4]);
    expect(tryBroadcast([2], [3])).toBeNull();
  });

  test('a misfit shows both shapes', () => {
    const a = { dtype: 'float32', dims: [2, new Unknown()] } as const;
    const b = { dtype: 'float32', dims: [3, 1] } as const;
    expect(() => broadcastDims('add(a, b)', a, b)).toThrow(
      'add(a, b): expected shapes that broadcast (aligned at the end, equal or 1), received float32[2, null] and float32[3, 1].',
    );
    expect(shown(a)).toBe('float32[2, null]');
  });

  test("dtypes meet as in Keras's table", () => {
    expect(promote('bool', 'uint8')).toBe('uint8');
    expect(promote('uint8', 'int32')).toBe('int32');
    expect(promote('int32', 'uint32')).toBe('int64');
    expect(promote('int64', 'float32')).toBe('float32');
  });
});
