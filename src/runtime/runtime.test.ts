import { describe, expect, test } from 'vitest';
import { apply, constant, defineOp, dimsOf, placeholder, type Tensor, tensor, Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { compilations, compile, devices, evaluateRaw, getDevice, run, setDevice, trace } from './index.ts';

const vector = () => placeholder({ dtype: 'float32', dims: dimsOf([null]) });

describe('compilations', () => {
  test('are shared by equal graphs over other data and other variables', async () => {
    const make = (data: number[]) => ops.add(ops.multiply(data, 1.25), 0.75);
    await make([1, 2]).data();
    const before = compilations.count;
    for (let i = 0; i < 5; i++) expect(await make([i, i]).array()).toEqual([i * 1.25 + 0.75, i * 1.25 + 0.75]);
    expect(compilations.count).toBe(before);
  });

  test('tell NaN, infinities, 0 and -0 apart', async () => {
    const divided = async (by: number) => ops.divide(tensor([1]), constant(by)).item();
    expect(await divided(0)).toBe(Number.POSITIVE_INFINITY);
    expect(await divided(-0)).toBe(Number.NEGATIVE_INFINITY);
    expect(await divided(Number.NaN)).toBeNaN();
    expect(await divided(Number.POSITIVE_INFINITY)).toBe(0);
  });

  test('serve every batch size', async () => {
    const x = vector();
    const program = trace([x], false, () => [ops.sum(ops.square(x))]);
    const compiled = await compile(program);
    for (const size of [1, 7, 32]) {
      const [sum] = await run(
        program,
        compiled,
        [{ data: new Float32Array(size).fill(2), shape: [size] }],
        evaluateRaw,
      );
      expect(sum?.data[0]).toBe(4 * size);
    }
  });
});

describe('values', () => {
  test('are kept by the tensor, so that loops neither compile again nor grow', async () => {
    let x: Tensor = tensor([1, 1]);
    const step = (from: Tensor) => ops.add(ops.multiply(from, 0.5), 1);
    await step(tensor([0, 0])).data();
    const before = compilations.count;
    for (let i = 0; i < 20; i++) {
      x = step(x);
      await x.data();
    }
    expect(compilations.count).toBe(before);
    expect((await x.data())[0]).toBeCloseTo(2, 5);
  });

  test('are refused by tensors that depend on an input', async () => {
    await expect(ops.exp(vector()).data()).rejects.toThrow(
      'expected a tensor with a value, received Tensor(float32[null])',
    );
  });
});

describe('programs', () => {
  test('read a variable as its last assignment, and update it once', async () => {
    const v = new Variable([1], 'float32', () => Float32Array.of(5));
    const x = placeholder({ dtype: 'float32', dims: [1] });
    const program = trace([x], false, () => {
      const first = ops.add(v, x);
      v.assign(first);
      const second = ops.multiply(v, 10);
      v.assign(ops.add(v, 1));
      return [first, second, ops.add(v, 0)];
    });
    const results = await run(program, await compile(program), [{ data: Float32Array.of(1), shape: [1] }], evaluateRaw);
    expect(results.map(({ data }) => Number(data[0]))).toEqual([6, 60, 7]);
    expect(await v.array()).toEqual([7]);
  });

  test('leave state alone when a run fails', async () => {
    const v = new Variable([2], 'float32', () => Float32Array.of(1, 2));
    const x = vector();
    const program = trace([x], false, () => {
      v.assign(ops.reshape(ops.add(ops.reshape(v, [2]), ops.reshape(x, [2])), [2]));
      return [];
    });
    const compiled = await compile(program);
    const bad = run(program, compiled, [{ data: new Float32Array(3), shape: [3] }], evaluateRaw);
    await expect(bad).rejects.toThrow('expected inputs that the graph can run on');
    expect(await v.array()).toEqual([1, 2]);
    await run(program, compiled, [{ data: Float32Array.of(1, 1), shape: [2] }], evaluateRaw);
    expect(await v.array()).toEqual([2, 3]);
  });

  test('name the op that the engine refuses', async () => {
    const nonsense = defineOp({
      name: 'nonsense',
      inputs: { x: 'one' },
      infer: ({ x }) => x,
      gradient: 'zero',
      lower: (onnx, { x }, _, output) => onnx.node('NoSuchOperator', [x], output),
    });
    await expect(apply(nonsense, { x: tensor([1]) }).data()).rejects.toThrow(
      /expected a graph that \w+ can compile.*NoSuchOperator/s,
    );
  });
});

describe('devices', () => {
  test('tell which run here, and why others do not', async () => {
    const reports = await devices();
    expect(reports.find(({ name }) => name === getDevice())?.available).toBe(true);
    for (const { available, reason } of reports) expect(available || (reason ?? '').length > 0).toBe(true);
  });

  test('must be known', () => {
    expect(() => setDevice('gpu' as never)).toThrow(
      /setDevice: expected one of .*'webgpu' in this environment, received 'gpu'/,
    );
  });
});
