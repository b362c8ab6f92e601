import { describe, expect, test } from 'vitest';
import { type TensorSpec, Unknown } from '../graph/index.ts';
import { GraphBuilder } from './builder.ts';

const batch = new Unknown();
const rows: TensorSpec = { dtype: 'float32', dims: [batch, 3] };

const types = (onnx: GraphBuilder) => onnx.graph([]).node.map(({ opType }) => opType);

describe('a graph builder', () => {
  test('writes nodes that say the same once', () => {
    const onnx = new GraphBuilder('cpu');
    const x = onnx.input(rows);
    const [one, two] = [onnx.node('Relu', [x], rows), onnx.node('Relu', [x], rows)];
    expect([types(onnx), two.name]).toEqual([['Relu'], one.name]);
  });

  test('writes a node once of which more outputs are asked for later', () => {
    const onnx = new GraphBuilder('cpu');
    const x = onnx.input(rows);
    const y = onnx.node('MaxPool', [x], rows);
    const [again, indices] = onnx.nodes('MaxPool', [x], [rows, { dtype: 'int64', dims: rows.dims }]);
    const { node, valueInfo } = onnx.graph([]);
    expect(node.map(({ output }) => output)).toEqual([[y.name, indices?.name]]);
    expect([again?.name, valueInfo.length]).toEqual([y.name, 2]);
  });

  test('tells nodes apart by their attributes, -0 from 0 as well', () => {
    const onnx = new GraphBuilder('cpu');
    const x = onnx.input(rows);
    const slopes = [0, -0, Number.NaN, 0].map((float) => onnx.node('LeakyRelu', [x], rows, { alpha: { float } }).name);
    const axes = [[0], [1], [0, 1]].map((perm) => onnx.node('Transpose', [x], rows, { perm }).name);
    expect([new Set(slopes).size, slopes[3], new Set(axes).size]).toEqual([3, slopes[0], 3]);
  });

  test('writes every draw, and every name that is asked for', () => {
    const onnx = new GraphBuilder('cpu');
    const x = onnx.input(rows);
    for (const type of ['RandomNormalLike', 'RandomNormalLike', 'Identity', 'Identity']) onnx.node(type, [x], rows);
    expect(types(onnx)).toHaveLength(4);
  });

  test('writes a product and the vector that is added as one node, where nothing else takes the product', () => {
    const written = (taken: boolean, length: number) => {
      const onnx = new GraphBuilder('cpu');
      const [x, w] = [onnx.input(rows), onnx.input({ dtype: 'float32', dims: [3, 5] })];
      const b = onnx.input({ dtype: 'float32', dims: [length] });
      const product = onnx.node('MatMul', [x, w], { dtype: 'float32', dims: [batch, 5] });
      const sum = onnx.node('Add', [b, product], product);
      const { node, valueInfo } = onnx.compact(taken ? [sum, product] : [sum]);
      return [
        node.map(({ opType, input }) => [opType, ...input]),
        valueInfo.length,
        sum.name === node.at(-1)?.output[0],
      ];
    };
    expect(written(false, 5)).toEqual([[['Gemm', 'v0', 'v1', 'v2']], 1, true]);
    const apart = [
      ['MatMul', 'v0', 'v1'],
      ['Add', 'v2', 'v3'],
    ];
    expect(written(true, 5)).toEqual([apart, 2, true]);
    expect(written(false, 1)).toEqual([apart, 2, true]);
  });

  test('gives a value the last of several shapes, and writes nothing that nobody takes', () => {
    const written = (last: number[]) => {
      const onnx = new GraphBuilder('cpu');
      const x = onnx.input({ dtype: 'float32', dims: [2, 6] });
      const inner = onnx.node('Reshape', [x, onnx.ints([3, 4])], { dtype: 'float32', dims: [3, 4] });
      const outer = onnx.node('Reshape', [inner, onnx.ints(last)], { dtype: 'float32', dims: [3, 2, 2] });
      return onnx.compact([outer]).node.map(({ input }) => input[0] === x.name);
    };
    expect(written([-1, 2, 2])).toEqual([true]);
    expect(written([0, 2, 2])).toEqual([true, false]);
  });

  test('gives a value that is shaped back as it was', () => {
    const onnx = new GraphBuilder('cpu');
    const x = onnx.input(rows);
    const flat = onnx.node('Reshape', [x, onnx.ints([-1])], { dtype: 'float32', dims: [new Unknown()] });
    expect(onnx.node('Reshape', [flat, onnx.ints([-1, 3])], rows)).toBe(x);
  });

  test('keeps the dims that a node was asked for', () => {
    const onnx = new GraphBuilder('cpu');
    const x = onnx.input(rows);
    const other: TensorSpec = { dtype: 'float32', dims: [new Unknown(), 3] };
    onnx.node('Relu', [x], rows);
    expect(onnx.node('Relu', [x], other).dims).toBe(other.dims);
  });

  test('reads the length of an unknown axis once, whoever has it', () => {
    const onnx = new GraphBuilder('cpu');
    const x = onnx.input(rows);
    const y = onnx.node('Relu', [x], rows);
    const other = onnx.input({ dtype: 'float32', dims: [new Unknown(), 3] });
    const [first, second, third] = [onnx.shapeOf(x, 0, 1), onnx.shapeOf(y, 0, 1), onnx.shapeOf(other, 0, 1)];
    expect([second.name === first.name, third.name === first.name]).toEqual([true, false]);
  });

  test('knows the lengths of known axes without reading them', () => {
    const onnx = new GraphBuilder('cpu');
    expect(onnx.shapeOf(onnx.input(rows), 1).name).toBe(onnx.ints([3]).name);
    expect(types(onnx)).toEqual([]);
  });
});
