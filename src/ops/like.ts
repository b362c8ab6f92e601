import {
  apply,
  applyAll,
  constant,
  type Dims,
  type DType,
  defineOp,
  defineOps,
  isStatic,
  sameDims,
  shown,
  type Tensor,
  type TensorSpec,
  Unknown,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ShapeError } from '../utils/errors.ts';
import { concatenate } from './joining.ts';
import { expandNode, moveNodes } from './moving.ts';
import { sum } from './reduce.ts';
import { uniformOf } from './uniform.ts';

/*
 * Ops that take a tensor only for its shape. A gradient must come back in the shape of its input, and where axes are known
 * at run time only, no list of numbers can say that shape: a reference operand does.
 */

/** Inputs: the values, and the tensor whose shape counts. */
type Like = {
  readonly x: 'one';
  readonly like: 'one';
};

const reshapeLikeOp = defineOp<Like>({
  name: 'reshapeLike',
  inputs: { x: 'one', like: 'one' },
  infer: ({ x, like }) => {
    if (isStatic(x.dims) && isStatic(like.dims) && sizeOf(x.dims) !== sizeOf(like.dims))
      throw new ShapeError('reshapeLike(x, like)', {
        expected: `as many elements as ${shown(like)}`,
        received: shown(x),
      });
    return { dtype: x.dtype, dims: like.dims };
  },
  gradient: ({ inputs: { x }, grad }) => ({ x: reshapeLike(grad, x), like: null }),
  lower: (onnx, { x, like }, _, output) => {
    const { dims } = output;
    const unknown = dims.filter((dim) => typeof dim !== 'number').length;
    // One unknown axis can be inferred, but not beside an axis of length 0; more are read from `like`.
    if (unknown === 1 && !dims.includes(0))
      return onnx.node('Reshape', [x, onnx.ints(dims.map((dim) => (typeof dim === 'number' ? dim : -1)))], output);
    return onnx.node('Reshape', [x, onnx.dimsOf(dims, like)], output, { allowzero: 1 });
  },
});

/** `x` in the shape of `like`, which must have as many elements. */
export function reshapeLike(x: Tensor, like: TensorSpec & Tensor): Tensor {
  return sameDims(x.dims, like.dims) ? x : apply(reshapeLikeOp, { x, like });
}

const broadcastLikeOp = defineOp<Like>({
  name: 'broadcastLike',
  inputs: { x: 'one', like: 'one' },
  infer: ({ x, like }) => ({ dtype: x.dtype, dims: like.dims }),
  gradient: ({ grad }) => ({ x: grad, like: null }),
  lower: (onnx, { x, like }, _, output) => expandNode(onnx, x, onnx.dimsOf(output.dims, like), output),
  uniform: (number) => number,
});

/** `x` repeated along axes of length 1 to the shape of `like`. */
export function broadcastLike(x: Tensor, like: Tensor): Tensor {
  return sameDims(x.dims, like.dims) ? x : apply(broadcastLikeOp, { x: uniformOf(x) ?? x, like });
}

/** What was repeated along axes of length 1 to give this tensor: the tensor itself where it was not. */
export function beforeBroadcast(x: Tensor): Tensor {
  const { node } = x;
  const [narrow] = node.inputs;
  if (node.kind !== 'op' || node.op.name !== broadcastLikeOp.name || narrow === undefined) return x;
  return narrow.dims.length === x.dims.length ? narrow : x;
}

/** A number in every place of the shape of `like`, in its dtype if no other is given. */
export function fillLike(number: number, like: Tensor, dtype: DType = like.dtype): Tensor {
  return broadcastLike(constant(number, dtype), like);
}

const splitLikeOp = defineOps<{ readonly x: 'one'; readonly parts: 'many' }, { readonly axis: number }>({
  name: 'splitLike',
  inputs: { x: 'one', parts: 'many' },
  infer: ({ x, parts }) => parts.map(({ dims }) => ({ dtype: x.dtype, dims })),
  gradient: ({ inputs: { parts }, attrs: { axis }, grads }) => ({
    x: concatenate(
      parts.map((part, i) => grads[i] ?? fillLike(0, part)),
      axis,
    ),
  }),
  lower: (onnx, { x, parts }, { axis }, outputs) => {
    const lengths = parts.map((part) => part.dims[axis] ?? 1);
    const sizes = isStatic(lengths)
      ? onnx.ints(lengths)
      : onnx.node(
          'Concat',
          parts.map((part) => onnx.shapeOf(part, axis, axis + 1)),
          { dtype: 'int64', dims: [parts.length] },
          { axis: 0 },
        );
    return moveNodes(onnx, 'Split', [x], [sizes], outputs, { axis });
  },
});

/** `x` cut along an axis into pieces as long as `parts` are. */
export function splitLike(x: Tensor, parts: readonly Tensor[], axis: number): readonly Tensor[] {
  return applyAll(splitLikeOp, { x, parts }, { axis });
}

const countOp = defineOp<{ readonly x: 'one' }, { readonly axes: readonly number[] }>({
  name: 'count',
  inputs: { x: 'one' },
  infer: () => ({ dtype: 'float32', dims: [] }),
  gradient: 'zero',
  lower: (onnx, { x }, { axes }, output) => {
    // A Cast of a shape is placed on the CPU under WebGPU; summing ones runs where the data are.
    const known = axes.reduce((product, axis) => product * numberOr1(x.dims[axis]), 1);
    let count = known === 1 ? null : onnx.constant('float32', [], [known]);
    for (const axis of axes) {
      if (typeof x.dims[axis] === 'number') continue;
      const dim = x.dims[axis] ?? 1;
      const ones = onnx.node('Expand', [onnx.constant('float32', [1], [1]), onnx.shapeOf(x, axis, axis + 1)], {
        dtype: 'float32',
        dims: [dim],
      });
      const length = onnx.node('ReduceSum', [ones, onnx.ints([0])], output, { keepdims: 0 });
      count = count === null ? length : onnx.node('Mul', [count, length], output);
    }
    return count ?? onnx.constant('float32', [], [1]);
  },
});

function numberOr1(dim: Dims[number] | undefined): number {
  return typeof dim === 'number' ? dim : 1;
}

/** The number of elements along axes, as a float32 scalar: a constant where it is known. */
export function countOf(x: Tensor, axes: readonly number[]): Tensor {
  const lengths = axes.map((axis) => x.dims[axis] ?? 1);
  return isStatic(lengths) ? constant(sizeOf(lengths)) : apply(countOp, { x }, { axes });
}

const sumLikeOp = defineOp<Like>({
  name: 'sumLike',
  inputs: { x: 'one', like: 'one' },
  infer: ({ x, like }) => ({ dtype: x.dtype, dims: like.dims }),
  gradient: ({ inputs: { x }, grad }) => ({ x: broadcastLike(grad, x), like: null }),
  lower: (onnx, { x, like }, _, output) => {
    // Which axes were broadcast is known at run time only: those where `like` is shorter.
    const rank = x.dims.length;
    const vector = { dtype: 'int64', dims: [rank] } as const;
    const padding = onnx.ints(Array.from({ length: rank - like.dims.length }, () => 1));
    const target =
      rank === like.dims.length
        ? onnx.shapeOf(like)
        : onnx.node('Concat', [padding, onnx.shapeOf(like)], vector, { axis: 0 });
    const longer = onnx.node('Greater', [onnx.shapeOf(x), target], { dtype: 'bool', dims: [rank] });
    const count = new Unknown();
    const axes = onnx.node('NonZero', [longer], { dtype: 'int64', dims: [1, count] });
    const flat = onnx.node('Reshape', [axes, onnx.ints([-1])], { dtype: 'int64', dims: [count] });
    // Axes that may be summed must not be declared as long as those of x: the engine would reuse its memory.
    const dims = x.dims.map((dim, i) => (dim === like.dims[i - rank + like.dims.length] ? dim : new Unknown()));
    const attributes = { keepdims: 1, noop_with_empty_axes: 1 };
    const summed = onnx.node('ReduceSum', [x, flat], { dtype: x.dtype, dims }, attributes);
    return onnx.node('Reshape', [summed, onnx.dimsOf(output.dims, like)], output);
  },
});

/** Undoes broadcasting: `x` summed over the axes along which `like` was repeated to get its shape. */
export function sumLike(x: Tensor, like: Tensor): Tensor {
  const extra = x.dims.length - like.dims.length;
  const lead = Array.from({ length: extra }, (_, i) => i);
  const certain = like.dims.every((dim, i) => dim === x.dims[i + extra] || dim === 1);
  if (!certain) return apply(sumLikeOp, { x, like });
  const repeated = like.dims.flatMap((dim, i) => (dim === 1 && x.dims[i + extra] !== 1 ? [i + extra] : []));
  const kept = repeated.length > 0 ? sum(x, repeated, true) : x;
  return extra > 0 ? sum(kept, lead) : kept;
}
