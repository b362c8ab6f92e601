import {
  apply,
  type Dims,
  defineOp,
  isStatic,
  type OnnxBuilder,
  type Op,
  type RandomMask,
  type Tensor,
  type TensorSpec,
  type Value,
} from '../../graph/index.ts';
import { countAlong, positionsAlong } from '../positions.ts';

/*
 * Draws inside a graph: the numbers of utils/random.ts, bit for bit. Of uint32 arithmetic every device multiplies, adds and
 * divides; halves are swapped by x / 2¹⁶ + x · 2¹⁶. Where there are shifts they take a quarter of the time of a division.
 */

/** Inputs: the key of the draw, and the tensor whose shape counts where it is not known. */
type Drawn = { readonly key: 'one'; readonly like: 'optional' };

/** The shape, or null for that of `like`, in which the axes `ones` count as of length 1. */
export interface Extent {
  readonly shape: readonly number[] | null;
  readonly ones: readonly number[];
}

function extentDims({ shape, ones }: Extent, like: TensorSpec | null): Dims {
  return shape ?? like?.dims.map((dim, i) => (ones.includes(i) ? 1 : dim)) ?? [];
}

const unitsOp = defineOp<Drawn, Extent>({
  name: 'units',
  inputs: { key: 'one', like: 'optional' },
  infer: ({ like }, attrs) => ({ dtype: 'float32', dims: extentDims(attrs, like) }),
  gradient: 'zero',
  lower: (onnx, { key, like }, _, output) => units(onnx, bits(onnx, key, output.dims, like, 1, 1)),
});

const maskOp = defineOp<Drawn, Extent & RandomMask>({
  name: 'randomMask',
  inputs: { key: 'one', like: 'optional' },
  infer: ({ like }, attrs) => ({ dtype: 'float32', dims: extentDims(attrs, like) }),
  gradient: 'zero',
  lower: (onnx, { key, like }, { least, value }, output) => {
    const number = (given: number) => onnx.constant('float32', [], [given]);
    const drawn = units(onnx, bits(onnx, key, output.dims, like, 1, 1));
    const kept = onnx.node('GreaterOrEqual', [drawn, number(least)], { dtype: 'bool', dims: output.dims });
    return onnx.node('Where', [kept, number(value), number(0)], output);
  },
  mask: ({ least, value }) => ({ least, value }),
});

const highBitsOp = defineOp<Drawn, Extent>({
  name: 'randomBits',
  inputs: { key: 'one', like: 'optional' },
  infer: ({ like }, attrs) => ({ dtype: 'uint32', dims: extentDims(attrs, like) }),
  gradient: 'zero',
  lower: (onnx, { key, like }, _, output) => bits(onnx, key, output.dims, like, 1, 1),
});

const normalOp = defineOp<Drawn, Extent>({
  name: 'randomNormal',
  inputs: { key: 'one', like: 'optional' },
  infer: ({ like }, attrs) => ({ dtype: 'float32', dims: extentDims(attrs, like) }),
  gradient: 'zero',
  lower: (onnx, { key, like }, _, output) => {
    const number = (value: number) => onnx.constant('float32', [], [value]);
    const fractions = (offset: number) =>
      onnx.node('Mul', [units(onnx, bits(onnx, key, output.dims, like, 2, offset)), number(2 ** -24)], output);
    // Box and Muller: √(-2 ln(1 - a)) · cos(2πb).
    const log = onnx.node('Log', [onnx.node('Sub', [number(1), fractions(2)], output)], output);
    const radius = onnx.node('Sqrt', [onnx.node('Mul', [log, number(-2)], output)], output);
    const angle = onnx.node('Mul', [fractions(3), number(2 * Math.PI)], output);
    return onnx.node('Mul', [radius, onnx.node('Cos', [angle], output)], output);
  },
});

/** Whole numbers from 0 up to, but not including, 2²⁴, as floats. */
export function drawUnits(key: Tensor, extent: Extent, like: Tensor | null): Tensor {
  return draw(unitsOp, key, extent, {}, like);
}

/** The number `value` where the number drawn, from 0 up to 2²⁴, is `least` or more, and 0 elsewhere. */
export function drawMask(key: Tensor, extent: Extent, mask: RandomMask, like: Tensor | null): Tensor {
  return draw(maskOp, key, extent, mask, like);
}

/** Words of 32 bits, of which the higher ones are the better. */
export function drawBits(key: Tensor, extent: Extent, like: Tensor | null): Tensor {
  return draw(highBitsOp, key, extent, {}, like);
}

/** Numbers of the normal distribution with mean 0 and standard deviation 1. */
export function drawNormals(key: Tensor, extent: Extent, like: Tensor | null): Tensor {
  return draw(normalOp, key, extent, {}, like);
}

function draw<A>(op: Op<Drawn, Extent & A>, key: Tensor, extent: Extent, attrs: A, like: Tensor | null): Tensor {
  const dims = extentDims(extent, like);
  // Where the shape is known the other tensor need not be waited for.
  if (isStatic(dims)) return apply(op, { key, like: null }, { shape: dims, ones: [], ...attrs });
  return apply(op, { key, like }, { ...extent, ...attrs });
}

/** The highest 24 bits as a float, which holds them exactly. */
function units(onnx: OnnxBuilder, words: Value): Value {
  const high = shifted(onnx, words, 8);
  return onnx.node('Cast', [high], { dtype: 'float32', dims: words.dims }, { to: 1 });
}

/** Words moved to the right by some bits. */
function shifted(onnx: OnnxBuilder, words: Value, by: number): Value {
  if (onnx.target === 'webgpu') return onnx.node('Div', [words, onnx.constant('uint32', [], [2 ** by])], words);
  return onnx.node('BitShift', [words, onnx.constant('uint32', [], [by])], words, { direction: 'RIGHT' });
}

/** The words of the counters `step · i + first`, where i counts the places row by row. */
function bits(onnx: OnnxBuilder, key: Value, dims: Dims, like: Value | null, step: number, first: number): Value {
  const full = { dtype: 'uint32', dims } as const;
  const y = multiples(onnx, key, dims, like, step, first);
  const z = onnx.node('Add', [y, key], full);
  const round = (x: Value, plus: Value) => onnx.node('Add', [onnx.node('Mul', [x, x], full), plus], full);
  const swap = (x: Value) => {
    const low = onnx.node('Mul', [x, onnx.constant('uint32', [], [2 ** 16])], full);
    return onnx.node('Add', [shifted(onnx, x, 16), low], full);
  };
  return round(swap(round(swap(round(swap(round(y, y)), z)), y)), z);
}

/**
 * The counters times the key. A counter is a sum over the axes, and so is its product: only the last addition is of full
 * size.
 */
function multiples(onnx: OnnxBuilder, key: Value, dims: Dims, like: Value | null, step: number, first: number): Value {
  const word = (value: number) => onnx.constant('uint32', [], [value]);
  const scalar = { dtype: 'uint32', dims: [] } as const;
  let sum = onnx.node('Mul', [word(first), key], scalar);
  let stride = onnx.node('Mul', [word(step), key], scalar);
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const length = dims[axis] ?? 1;
    const from = typeof length === 'number' ? null : like;
    const places = positionsAlong(onnx, dims, axis, from);
    const words = onnx.node('Cast', [places], { dtype: 'uint32', dims: places.dims }, { to: 12 });
    const term = onnx.node('Mul', [words, stride], words);
    sum = onnx.node('Add', [term, sum], { dtype: 'uint32', dims: dims.map((dim, i) => (i < axis ? 1 : dim)) });
    if (axis === 0) break;
    const factor = typeof length === 'number' ? word(length) : countAlong(onnx, axis, from);
    stride = onnx.node('Mul', [stride, factor], scalar);
  }
  return sum;
}
