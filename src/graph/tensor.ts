import {
  type ArrayData,
  flattenNested,
  isArrayData,
  isTypedArray,
  type NestedArray,
  type TypedArray as Numbers,
  nestedShape,
  sizeOf,
} from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Callee } from './call.ts';
import { type DType, dtypes, type TypedArray } from './dtype.ts';
import { engine } from './engine.ts';
import type { Filled, Op, Slots } from './op.ts';
import { type Dims, type Shape, shapeOf, shownShape, type TensorSpec } from './shape.ts';

/** Where a node's outputs come from. */
export type Source =
  /** Values; embedded ones are part of a formula, so they are written into the program. */
  | { readonly kind: 'value'; readonly data: TypedArray; readonly embedded: boolean }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'variable' }
  /** An op; `origin` names the layers inside which it was recorded, for messages: `model/dense`. */
  | {
      readonly kind: 'op';
      readonly op: Op;
      readonly slots: Filled<Slots, Tensor>;
      readonly attrs: unknown;
      readonly origin: string;
    }
  /** A call, not yet expanded; `training` overrides the scope's. */
  | { readonly kind: 'call'; readonly callee: Callee; readonly training: boolean | undefined };

/** One step of the graph. `id` grows with creation, which is a topological order and the order of side effects. */
export type Node = Source & {
  readonly id: number;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Whether a placeholder lies behind it, so that it has no value of its own. */
  readonly symbolic: boolean;
};

let lastId = 0;

/**
 * An immutable, lazy, typed array: a place in a graph. Nothing runs until its values are asked for, and there is nothing to
 * dispose.
 *
 * @example
 * await ops.add(ops.tensor([1, 2]), 1).array() // => [2, 3]
 */
export class Tensor implements TensorSpec {
  readonly dtype: DType;
  /** Axis lengths with the identity of unknown ones. */
  readonly dims: Dims;
  readonly node: Node;
  /** Which output of the node this is. */
  readonly index: number;

  constructor(spec: TensorSpec, node: Node, index: number) {
    this.dtype = spec.dtype;
    this.dims = spec.dims;
    this.node = node;
    this.index = index;
  }

  /** Axis lengths; `null` where the length is known at run time only. */
  get shape(): Shape {
    return shapeOf(this.dims);
  }

  /** Number of axes. */
  get rank(): number {
    return this.dims.length;
  }

  /**
   * The values, flat, in row-major order.
   *
   * @throws {ArgumentError} for a tensor that depends on a model input, which has no value.
   */
  async data(): Promise<TypedArray> {
    return (await this.evaluated()).data;
  }

  /** The values as nested arrays (a plain number for a scalar). */
  async array(): Promise<NestedArray> {
    const { data, shape } = await this.evaluated();
    return nest(data, shape, this.dtype);
  }

  /** The value of a tensor with a single element. */
  async item(): Promise<number> {
    const { data } = await this.evaluated();
    if (data.length !== 1)
      throw new ArgumentError('tensor.item()', {
        expected: 'a tensor with one element',
        received: `${data.length} elements`,
        mend: 'Use data() or array() instead.',
      });
    return Number(data[0]);
  }

  /** The values with their shape. Computed once: the tensor keeps them. */
  async evaluated(): Promise<{ readonly data: TypedArray; readonly shape: readonly number[] }> {
    const [result] = await (await engine()).evaluate([this]);
    if (result === undefined) throw new Error('internal: evaluate gave no result');
    return result;
  }

  toString(): string {
    return `Tensor(${this.dtype}${shownShape(this.shape)})`;
  }
}

/** Records a node and makes its outputs. `source` is the node from then on. */
export function record(source: Source, inputs: readonly Tensor[], specs: readonly TensorSpec[]): readonly Tensor[] {
  const outputs: Tensor[] = [];
  const symbolic = source.kind === 'input' || inputs.some((tensor) => tensor.node.symbolic);
  // Copying records of several kinds would take ten times as long.
  const node: Node = Object.assign(source, { id: ++lastId, inputs, outputs, symbolic });
  for (const spec of specs) outputs.push(new Tensor(spec, node, outputs.length));
  return outputs;
}

/** The node of a variable, which is the node's only output. */
export function variableNode(outputs: readonly Tensor[]): Node {
  return { kind: 'variable', id: ++lastId, inputs: [], outputs, symbolic: false };
}

/** Whatever can be read as a tensor: a tensor, a number, nested arrays, a typed array, or data with a shape. */
export type TensorLike = Tensor | number | boolean | NestedArray | Numbers | ArrayData;

/** A tensor of user data: fed to the program, so that equal graphs over other data share one compilation. */
export function value(data: TypedArray, shape: readonly number[], dtype: DType): Tensor {
  return single(record({ kind: 'value', data, embedded: false }, [], [{ dims: shape, dtype }]));
}

/** A constant of a formula: written into the program. */
export function constant(values: number | readonly number[], dtype: DType = 'float32'): Tensor {
  const dims = typeof values === 'number' ? [] : [values.length];
  const data = dtypes[dtype].from(typeof values === 'number' ? [values] : values);
  return single(record({ kind: 'value', data, embedded: true }, [], [{ dims, dtype }]));
}

/** A placeholder: a tensor whose values are given when the program runs. */
export function placeholder(spec: TensorSpec, name = 'input'): Tensor {
  return single(record({ kind: 'input', name }, [], [spec]));
}

/**
 * Makes a tensor of nested arrays, a typed array, or data with a shape.
 *
 * Plain numbers give float32, booleans give bool; typed arrays keep their dtype where there is one (`Float64Array` becomes
 * float32; `Int8Array`, `Int16Array` and `Uint16Array` become int32).
 *
 * @throws {ArgumentError} for ragged arrays, or data that do not fit the shape.
 * @example
 * ops.tensor([[1, 2], [3, 4]]).shape // => [2, 2]
 */
export function tensor(data: TensorLike, shape?: readonly number[], dtype?: DType): Tensor {
  if (data instanceof Tensor) {
    if (shape !== undefined || dtype !== undefined)
      throw new ArgumentError('tensor', {
        expected: 'data that are not yet a tensor, when a shape or dtype is given',
        received: String(data),
        mend: 'Use reshape or cast.',
      });
    return data;
  }
  const read = readData(data);
  const given = shape ?? read.shape;
  if (sizeOf(given) !== read.values.length)
    throw new ArgumentError('tensor', {
      expected: `${sizeOf(given)} values for shape ${shownShape(given)}`,
      received: `${read.values.length}`,
    });
  return value(converted(read.values, dtype ?? read.dtype, read.dtype), given, dtype ?? read.dtype);
}

function single(outputs: readonly Tensor[]): Tensor {
  const [first] = outputs;
  if (first === undefined) throw new Error('internal: a node without output');
  return first;
}

interface ReadData {
  readonly values: Numbers | readonly number[];
  readonly shape: readonly number[];
  readonly dtype: DType;
}

function readData(data: Exclude<TensorLike, Tensor>): ReadData {
  if (typeof data === 'number') return { values: [data], shape: [], dtype: 'float32' };
  if (typeof data === 'boolean') return { values: [Number(data)], shape: [], dtype: 'bool' };
  if (isTypedArray(data)) return { values: data, shape: [data.length], dtype: nativeDtype(data) };
  if (isArrayData(data)) return { values: data.data, shape: data.shape, dtype: nativeDtype(data.data) };
  if (!Array.isArray(data))
    throw new ArgumentError('tensor', {
      expected: 'a number, nested arrays of numbers, a typed array, or { data, shape }',
      received: data === null ? 'null' : typeof data,
    });
  const shape = nestedShape('tensor', data);
  const { values, bools } = flattenNested(data, sizeOf(shape));
  return { values, shape, dtype: bools ? 'bool' : 'float32' };
}

function nativeDtype(data: Numbers): DType {
  if (data instanceof Float32Array || data instanceof Float64Array) return 'float32';
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return 'int64';
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return 'uint8';
  return data instanceof Uint32Array ? 'uint32' : 'int32';
}

function converted(values: Numbers | readonly number[], to: DType, from: DType): TypedArray {
  const zeros = dtypes[to].zeros(0);
  // The caller's own array is used as it is: tensors are never written to.
  if (to === from && ArrayBuffer.isView(values) && values.constructor === zeros.constructor)
    return values as TypedArray;
  return dtypes[to].from(Array.from(values, Number));
}

function nest(data: TypedArray, shape: readonly number[], dtype: DType): NestedArray {
  const at = (index: number): number | boolean => (dtype === 'bool' ? data[index] !== 0 : Number(data[index]));
  const level = (axis: number, start: number): NestedArray => {
    const length = shape[axis];
    if (length === undefined) return at(start) as NestedArray;
    const stride = sizeOf(shape.slice(axis + 1));
    return Array.from({ length }, (_, i) => level(axis + 1, start + i * stride));
  };
  return level(0, 0);
}
