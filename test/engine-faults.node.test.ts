import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { type TensorSpec, Unknown } from '../src/graph/index.ts';
import { GraphBuilder, modelBytes } from '../src/onnx/index.ts';

/*
 * Faults of ONNX Runtime 1.30 that the code works around. Each test holds the fault as it is: when one fails, the engine was
 * mended, and what the test names can be simplified.
 */

const row = (length: number): TensorSpec => ({ dtype: 'float32', dims: [length] });

async function session(
  build: (onnx: GraphBuilder) => Parameters<GraphBuilder['graph']>[0],
): Promise<ort.InferenceSession> {
  const onnx = new GraphBuilder('cpu');
  const bytes = modelBytes(onnx.graph(build(onnx)));
  return ort.InferenceSession.create(bytes, { executionProviders: ['cpu'], logSeverityLevel: 4 });
}

describe('engine faults that are worked around', () => {
  test('ReduceMax drops NaN (ops/reduce.ts brings it back)', async () => {
    const max = await session((onnx) => [
      onnx.node('ReduceMax', [onnx.input(row(3), 'x'), onnx.ints([0])], { ...row(3), dims: [] }, { keepdims: 0 }),
    ]);
    const [out] = Object.values(await max.run({ x: new ort.Tensor('float32', [1, Number.NaN, -2], [3]) }));
    expect(out?.data[0]).toBe(1);
  });

  test('Bernoulli gives 1 with probability 1 - p (ops/random draws by comparing uniforms)', async () => {
    const draws = await session((onnx) => [onnx.node('Bernoulli', [onnx.input(row(64), 'p')], row(64))]);
    const [ones] = Object.values(await draws.run({ p: new ort.Tensor('float32', new Float32Array(64).fill(1), [64]) }));
    expect(Math.max(...Array.from(ones?.data ?? [], Number))).toBe(0);
  });

  test('outputs that were given their memory are copied out of it again (runtime/run.ts gives none)', async () => {
    const add = await session((onnx) => {
      const x = onnx.input(row(4), 'x');
      return [onnx.node('Add', [x, x], row(4))];
    });
    const [name = ''] = add.outputNames;
    const given = new ort.Tensor('float32', new Float32Array(4), [4]);
    const result = await add.run({ x: new ort.Tensor('float32', [1, 2, 3, 4], [4]) }, { [name]: given });
    expect(Array.from(given.data as Float32Array)).toEqual([2, 4, 6, 8]);
    expect(result[name]).not.toBe(given);
  });

  test('a target of 0 in Reshape means the axis of the input, unless allowzero says otherwise (ops/movement.ts)', async () => {
    const x = new Unknown();
    const reshape = await session((onnx) => [
      onnx.node('Reshape', [onnx.input({ dtype: 'float32', dims: [x, 2] }, 'x'), onnx.ints([0, 2])], {
        dtype: 'float32',
        dims: [x, 2],
      }),
    ]);
    const [same] = Object.values(await reshape.run({ x: new ort.Tensor('float32', new Float32Array(6), [3, 2]) }));
    expect(same?.dims).toEqual([3, 2]);
  });

  test('opset 22 has no random kernels on the CPU (onnx/model.ts stays at 21)', async () => {
    const onnx = new GraphBuilder('cpu');
    const bytes = modelBytes(onnx.graph([onnx.node('RandomUniform', [], row(2), { shape: [2] })]), 22);
    await expect(ort.InferenceSession.create(bytes, { logSeverityLevel: 4 })).rejects.toThrow(
      /Could not find an implementation/,
    );
  });
});
