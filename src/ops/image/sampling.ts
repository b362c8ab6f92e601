import { apply, defineOp, type Tensor, Unknown } from '../../graph/index.ts';
import { add, divide, maximum, multiply, subtract } from '../arithmetic.ts';
import { cast } from '../cast.ts';
import { greater, greaterEqual, less, logicalAnd } from '../comparison.ts';
import { arange } from '../creation.ts';
import { abs } from '../elementwise.ts';
import { countOf } from '../like.ts';
import { expandDims, reshapeTo, squeeze } from '../movement.ts';
import { positionsAlong } from '../positions.ts';
import { sum } from '../reduce.ts';
import { floor } from '../rounding.ts';
import { where } from '../select.ts';
import { type Interpolation, kernels } from './kernels.ts';

/*
 * Where new pixels lie among old ones, as tensors: the same formulas for axes that are known, where the engine computes them
 * once, and for those whose length is known at run time only. Everything is float32, as in Keras.
 */

/** The part of an axis that becomes the new pixels, as float32 scalars. */
export interface Window {
  readonly start: Tensor;
  readonly length: Tensor;
}

/** The new pixels of an axis: so many, or so many for each old one. */
export type Target = { readonly to: number } | { readonly times: number };

const placesOp = defineOp<{ readonly like: 'one' }, { readonly axis: number }>({
  name: 'places',
  inputs: { like: 'one' },
  infer: ({ like }, { axis }) => ({ dtype: 'int32', dims: like.dims.map((dim, i) => (i === axis ? dim : 1)) }),
  gradient: 'zero',
  lower: (onnx, { like }, { axis }) => positionsAlong(onnx, like.dims, axis, like),
});

/** `0, 1, 2, …` along an axis, as a float32 vector. */
function places(like: Tensor, axis: number): Tensor {
  const others = like.dims.flatMap((_, i) => (i === axis ? [] : [i]));
  return cast(squeeze(apply(placesOp, { like }, { axis }), others), 'float32');
}

/** All of an axis. */
export function whole(like: Tensor, axis: number): Window {
  const length = countOf(like, [axis]);
  return { start: multiply(length, 0), length };
}

/**
 * The place of every new pixel among the old ones. Pixels are squares, so new pixel j of n lies at
 * `start + (j + ½) · length / n - ½`.
 */
function samples(like: Tensor, axis: number, target: Target, { start, length }: Window): Tensor {
  if ('to' in target) {
    const middles = add(arange(0, target.to, 1, 'float32'), 0.5);
    return subtract(add(divide(multiply(middles, length), target.to), start), 0.5);
  }
  const { times } = target;
  const within = Array.from({ length: times }, (_, j) => (j + 0.5) / times - 0.5);
  const old = like.dims[axis];
  return reshapeTo(add(expandDims(places(like, axis), 1), within), [
    typeof old === 'number' ? old * times : new Unknown(),
  ]);
}

/** The old pixel that is nearest to each new one, as int32. */
export function nearestPlaces(like: Tensor, axis: number, target: Target, window: Window): Tensor {
  return cast(floor(add(samples(like, axis, target, window), 0.5)), 'int32');
}

/** Weights whose sum is not above this are no mean of anything. JAX's, of which Keras's answers come. */
const leastSum = 1000 * 2 ** -23;

/**
 * The weight of each old pixel in each new one: a matrix `[old, new]`, whose columns sum to 1.
 *
 * @param antialias - whether kernels are widened where pixels become fewer, so that each new one is a mean of all it covers.
 */
export function weightMatrix(
  like: Tensor,
  axis: number,
  target: Target,
  window: Window,
  interpolation: Exclude<Interpolation, 'nearest'>,
  antialias: boolean,
): Tensor {
  const old = expandDims(places(like, axis), 1);
  const distance = abs(subtract(expandDims(samples(like, axis, target, window), 0), old));
  const widened =
    antialias && 'to' in target ? divide(distance, maximum(divide(window.length, target.to), 1)) : distance;
  const end = add(window.start, window.length);
  const inside = logicalAnd(greaterEqual(old, window.start), less(old, end));
  const weights = where(inside, kernels[interpolation](widened), 0);
  const total = sum(weights, 0, true);
  return where(greater(abs(total), leastSum), divide(weights, total), 0);
}
