import type { DType } from '../graph/index.ts';
import {
  definedIn,
  type GraphProto,
  makeNode,
  renamedNode,
  type TensorProto,
  type ValueInfoProto,
} from '../onnx/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ArgumentError, FileError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { bringInside, type ReadBeside } from './onnx-external.ts';
import type { Axis, ImportedGraph, ImportedWeight, ValueSpec } from './onnx-imported.ts';

/** Numbers of fewer values are part of the graph, where the engine can compute with them ahead. */
const smallestWeight = 64;

/**
 * A graph that was read, made ready to be pasted: only the nodes that the outputs need, weights apart, casts where inputs and
 * outputs have dtypes that tensors here do not have.
 *
 * @throws {FileError} for types that cannot be taken over, unknown shapes, and weights that are not there.
 */
export async function prepared(
  where: string,
  graph: GraphProto,
  wanted: readonly string[] | null,
  readBeside: ReadBeside,
): Promise<ImportedGraph> {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const outputs = wanted === null ? graph.output : wanted.map((name) => valueNamed(where, graph, name));
  keepNeeded(graph, outputs);
  const used = new Set(graph.node.flatMap(needsOf));
  // Weights may stand among the inputs too, as defaults.
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  graph.input = [];
  graph.valueInfo = [];
  const kept: TensorProto[] = [];
  const weights: ImportedWeight[] = [];
  for (const initializer of graph.initializer) {
    const isOutput = outputs.some(({ name }) => name === initializer.name);
    if (!used.has(initializer.name) && !isOutput) continue;
    await bringInside(where, initializer, readBeside);
    const weight = isOutput ? null : weightOf(where, initializer);
    if (weight === null) kept.push(initializer);
    else weights.push(weight);
  }
  graph.initializer = kept;
  const given = inputs.map((info) => bordered(where, graph, info, 'input'));
  const results = outputs.map((info) => bordered(where, graph, info, 'output'));
  graph.output = [];
  return { graph, inputs: given, outputs: results, weights };
}

function valueNamed(where: string, graph: GraphProto, name: string): ValueInfoProto {
  const found = [...graph.output, ...graph.valueInfo].find((info) => info.name === name);
  if (found !== undefined) return found;
  const isInside = definedIn(graph).includes(name);
  throw new ArgumentError(`${where}: outputs`, {
    expected: isInside ? `a value whose shape the file says` : 'names of values of the model',
    received: `'${name}'`,
    mend: isInside
      ? 'Let the shapes be inferred first: onnx.shape_inference.infer_shapes(model).'
      : didYouMean(
          name,
          [...graph.output, ...graph.valueInfo].map((info) => info.name),
        ),
  });
}

/** Leaves out the nodes that no output needs. */
function keepNeeded(graph: GraphProto, outputs: readonly ValueInfoProto[]): void {
  const needed = new Set(outputs.map(({ name }) => name));
  graph.node = graph.node
    .toReversed()
    .filter((node) => {
      const isNeeded = node.output.some((name) => needed.has(name));
      if (isNeeded) for (const name of needsOf(node)) needed.add(name);
      return isNeeded;
    })
    .toReversed();
}

/** The values that a node takes, those that its bodies take from outside included. */
function needsOf(node: GraphProto['node'][number]): readonly string[] {
  return [...node.input, ...node.attribute.flatMap(({ g }) => (g === undefined ? [] : takenBy(g)))];
}

function takenBy(body: GraphProto): readonly string[] {
  return [...body.node.flatMap(needsOf), ...body.output.map(({ name }) => name)];
}

/** TensorProto.DataType.FLOAT. */
const float32 = 1;

/** The weight of an initializer that is large enough to be one; null for others. */
function weightOf(where: string, tensor: TensorProto): ImportedWeight | null {
  const shape = tensor.dims.map(Number);
  const size = sizeOf(shape);
  if (tensor.dataType !== float32 || size < smallestWeight) return null;
  const { name, rawData, floatData } = tensor;
  const received = rawData.length > 0 ? rawData.length / 4 : floatData.length;
  if (received !== size)
    throw new FileError(`${where}: ${name}`, {
      expected: `${size} values for [${shape.join(', ')}]`,
      received: String(received),
      mend: 'The file is damaged; export it again.',
    });
  return {
    name,
    shape,
    // A copy: bytes of a file do not begin where floats have to.
    read: () => (rawData.length > 0 ? new Float32Array(rawData.slice().buffer) : Float32Array.from(floatData)),
  };
}

/** How each TensorProto.DataType comes and goes: as itself, or cast to what tensors here have. */
const borders: Readonly<Record<number, DType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int32',
  4: 'int32',
  5: 'int32',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float32',
  11: 'float32',
  12: 'uint32',
  13: 'int64',
  16: 'float32',
};
const own: Readonly<Record<DType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, uint32: 12 };

/** An input or output, with a cast between it and the graph where its dtype is none of ours. */
function bordered(
  where: string,
  graph: GraphProto,
  info: ValueInfoProto,
  side: 'input' | 'output',
): ValueSpec & { readonly axes: readonly Axis[] } {
  const { name } = info;
  const { elemType = 0, shape } = info.type?.tensorType ?? {};
  const dtype = borders[elemType];
  if (dtype === undefined)
    throw new FileError(where, {
      expected: `an ${side} of numbers`,
      received: `'${name}', ${info.type?.tensorType === undefined ? 'which is no tensor' : `of type ${elemType}`}`,
      mend: side === 'output' ? 'Name the outputs that you need: { outputs: [name] }.' : '',
    });
  if (shape === undefined)
    throw new FileError(where, {
      expected: `a shape for the ${side} '${name}'`,
      received: 'none in the file',
      mend: 'Let the shapes be inferred first: onnx.shape_inference.infer_shapes(model).',
    });
  if (own[dtype] !== elemType) addCast(graph, name, side, side === 'input' ? elemType : own[dtype]);
  const axes = shape.dim.map(({ value }): Axis => {
    if (value.case === 'dimValue') return Number(value.value);
    return value.case === 'dimParam' && value.value !== '' ? value.value : null;
  });
  return { name, dtype, axes, shape: axes.map((axis) => (typeof axis === 'number' ? axis : null)) };
}

/** Puts a cast between a border and the nodes: the border keeps its name. */
function addCast(graph: GraphProto, name: string, side: 'input' | 'output', to: number): void {
  const inner = `${name}/inside`;
  const names = new Map([[name, inner]]);
  graph.node = graph.node.map((node) => renamedNode(node, names));
  for (const initializer of graph.initializer) if (initializer.name === name) initializer.name = inner;
  const ends: [string, string] = side === 'input' ? [name, inner] : [inner, name];
  const cast = makeNode('Cast', `${name}/cast`, [ends[0]], [ends[1]], { to });
  graph.node = side === 'input' ? [cast, ...graph.node] : [...graph.node, cast];
}
