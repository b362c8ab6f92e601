import {
  apply,
  broadcastDims,
  constant,
  type DType,
  defineOp,
  type Filled,
  isFloat,
  type LanesRule,
  type NoAttrs,
  type OnnxBuilder,
  type Op,
  promote,
  type Slots,
  shown,
  Tensor,
  type TensorLike,
  type TensorSpec,
  tensor,
  type Value,
} from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { cast, castTargets } from './cast.ts';

/** Inputs of an op of two operands. */
export type Pair = {
  readonly a: 'one';
  readonly b: 'one';
};

/** Inputs of an op of one operand. */
export type One = {
  readonly x: 'one';
};

/**
 * Two operands as tensors of one dtype. A plain number takes the dtype of the other side, unless it has a fraction and the
 * other side is of whole numbers: then both become float32, as in Keras.
 */
export function operands(
  a: TensorLike,
  b: TensorLike,
  least: DType = 'bool',
): { readonly a: Tensor; readonly b: Tensor } {
  const left = typeof a === 'number' ? null : asTensor(a);
  const right = typeof b === 'number' ? null : asTensor(b);
  const dtype = [left ?? weak(a, right), right ?? weak(b, left)]
    .map((side) => (side instanceof Tensor ? side.dtype : side))
    .reduce(promote, least);
  return {
    a: left ? cast(left, dtype) : constant(Number(a), dtype),
    b: right ? cast(right, dtype) : constant(Number(b), dtype),
  };
}

/** Two operands of one dtype that is no bool: booleans count as int32. */
export function numberPair(a: TensorLike, b: TensorLike): { readonly a: Tensor; readonly b: Tensor } {
  const pair = operands(a, b);
  return pair.a.dtype === 'bool' ? { a: cast(pair.a, 'int32'), b: cast(pair.b, 'int32') } : pair;
}

/** Whether a dtype has negative numbers. */
export function isSigned(dtype: DType): boolean {
  return isFloat(dtype) || dtype === 'int32' || dtype === 'int64';
}

/** A tensor of numbers. Booleans are refused. */
export function numbers(where: string, x: TensorLike): Tensor {
  const given = asTensor(x);
  if (given.dtype === 'bool')
    throw new ShapeError(where, {
      expected: 'numbers',
      received: shown(given),
      mend: "Use logicalNot, or cast it, as in cast(x, 'int32').",
    });
  return given;
}

function weak(number: TensorLike, other: Tensor | null): DType {
  if (other === null || isFloat(other.dtype) || !Number.isInteger(number)) return 'float32';
  return other.dtype === 'bool' ? 'int32' : other.dtype;
}

/** Whatever was given, as a tensor. */
export function asTensor(x: TensorLike): Tensor {
  return x instanceof Tensor ? x : tensor(x);
}

/** Whatever was given, as a float tensor: whole numbers and booleans become float32. */
export function asFloat(x: TensorLike): Tensor {
  const given = asTensor(x);
  return isFloat(given.dtype) ? given : cast(given, 'float32');
}

/** Refuses axes of length 0, over which nothing is the largest. */
export function someElements(where: string, x: TensorSpec, axes: readonly number[]): void {
  if (axes.some((axis) => x.dims[axis] === 0))
    throw new ShapeError(where, {
      expected: 'at least one element along the axes that go',
      received: shown(x),
    });
}

/** Dtype and dims of an elementwise op of two operands. */
export function broadcastSpec(where: string, a: TensorSpec, b: TensorSpec, dtype: DType = a.dtype): TensorSpec {
  return { dtype, dims: broadcastDims(where, a, b) };
}

/** What an elementwise op may say beside its name: the dtype of the result, where it is another, and its form in lanes. */
interface Elementwise<S extends Slots> {
  readonly dtype?: DType;
  readonly lanes?: LanesRule<S, NoAttrs>;
  readonly uniform?: (number: Tensor) => Tensor;
  /** How it is said where ONNX's op of that name will not do. */
  readonly lower?: (onnx: OnnxBuilder, inputs: Filled<S, Value>, output: TensorSpec) => Value;
}

type PairRule = (back: { readonly inputs: Filled<Pair, Tensor>; readonly output: Tensor; readonly grad: Tensor }) => {
  readonly a?: Tensor | null;
  readonly b?: Tensor | null;
};

/** An elementwise op of two operands that ONNX has by this name. */
export function pairOp(
  name: string,
  type: string,
  gradient: PairRule | 'zero',
  { dtype, lanes, lower }: Elementwise<Pair> = {},
): Op<Pair, NoAttrs> {
  return defineOp<Pair>({
    name,
    inputs: { a: 'one', b: 'one' },
    infer: ({ a, b }) => broadcastSpec(`${name}(a, b)`, a, b, dtype),
    gradient,
    lower: (onnx, inputs, _, output) => (lower ? lower(onnx, inputs, output) : pairNode(onnx, type, inputs, output)),
    ...(lanes && { lanes }),
  });
}

/** Two operands in a node. WebGPU computes with numbers of 32 bits alone, so bytes travel as int32 there. */
export function pairNode(onnx: OnnxBuilder, type: string, { a, b }: Filled<Pair, Value>, output: TensorSpec): Value {
  if (onnx.target !== 'webgpu' || a.dtype !== 'uint8') return onnx.node(type, [a, b], output);
  const to = (dtype: DType, x: Value): Value =>
    onnx.node('Cast', [x], { dtype, dims: x.dims }, { to: castTargets[dtype] });
  const computed = { dims: output.dims, dtype: output.dtype === 'bool' ? 'bool' : 'int32' } as const;
  const result = onnx.node(type, [to('int32', a), to('int32', b)], computed);
  return output.dtype === 'bool' ? result : to('uint8', result);
}

type OneRule = (back: { readonly inputs: Filled<One, Tensor>; readonly output: Tensor; readonly grad: Tensor }) => {
  readonly x: Tensor | null;
};

/** An elementwise op of one operand that ONNX has by this name. */
export function oneOp(
  name: string,
  type: string,
  gradient: OneRule | 'zero',
  { dtype, lanes, uniform, lower }: Elementwise<One> = {},
): Op<One, NoAttrs> {
  return defineOp<One>({
    name,
    inputs: { x: 'one' },
    infer: ({ x }) => ({ dims: x.dims, dtype: dtype ?? x.dtype }),
    gradient,
    lower: (onnx, inputs, _, output) => (lower ? lower(onnx, inputs, output) : onnx.node(type, [inputs.x], output)),
    ...(lanes && { lanes }),
    ...(uniform && { uniform }),
    bySample: () => true,
    leading: ({ attrs }, dims) => ({ x: dims, attrs, costly: false }),
  });
}

/** Applies an op of two operands after bringing them to one dtype. */
export function applyPair(op: Op<Pair, NoAttrs>, a: TensorLike, b: TensorLike, least?: DType): Tensor {
  return apply(op, operands(a, b, least));
}
