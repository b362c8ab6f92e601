import type { Tensor } from '../graph/index.ts';
import { add, clip, divide, multiply, sqrt, square, sum } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { type ConstraintFunction, constraint } from './constraint.ts';

/** Added to norms before weights are divided by them, as `keras.config.epsilon()`. */
const epsilon = 1e-7;

/** Over which axes of a weight the norm is taken: those of one unit's incoming connections. */
interface AxisOption {
  /** One axis or several: `0` for the kernel of a dense layer, `[0, 1, 2]` for that of a 2D convolution. Default `0`. */
  readonly axis?: number | readonly number[];
}

/** Options of `maxNorm`. */
export interface MaxNormOptions extends AxisOption {
  /** Default `2`. */
  readonly maxValue?: number;
}

/**
 * Keeps the norm of each unit's incoming weights at most `maxValue`: `w · min(‖w‖, maxValue) / (‖w‖ + 1e-7)`.
 *
 * @param given - the largest norm, or `{ maxValue, axis }`. Default `2`, over axis `0`.
 * @throws {ArgumentError} for a value that is not a number, or axes that are not whole.
 * @example
 * constraints.maxNorm(3).getConfig() // => { max_value: 3, axis: 0 }
 * @see https://keras.io/api/layers/constraints/#maxnorm-class
 */
export function maxNorm(given: number | MaxNormOptions = {}): ConstraintFunction {
  const options = typeof given === 'number' ? { maxValue: given } : given;
  const maxValue = numberOf('maxNorm: maxValue', options.maxValue ?? 2);
  const axis = axisOf('maxNorm: axis', given);
  return constraint('MaxNorm', { max_value: maxValue, axis }, (weight) => {
    const norms = normsOf(weight, axis);
    return rescaled(weight, norms, clip(norms, 0, maxValue));
  });
}

/** Options of `minMaxNorm`. */
export interface MinMaxNormOptions extends AxisOption {
  /** Default `0`. */
  readonly minValue?: number;
  /** Default `1`. */
  readonly maxValue?: number;
  /** How much of the way is gone at each step, from 0 to 1. Default `1`. */
  readonly rate?: number;
}

/**
 * Brings the norm of each unit's incoming weights between two bounds:
 * `w · (rate · clip(‖w‖, minValue, maxValue) + (1 - rate) · ‖w‖) / (‖w‖ + 1e-7)`.
 *
 * @param options - `minValue` (default `0`), `maxValue` (`1`), `rate` (`1`), `axis` (`0`).
 * @throws {ArgumentError} for a value that is not a number, or axes that are not whole.
 * @example
 * constraints.minMaxNorm({ minValue: 1, maxValue: 2 }).className // => 'MinMaxNorm'
 * @see https://keras.io/api/layers/constraints/#minmaxnorm-class
 */
export function minMaxNorm(options: MinMaxNormOptions = {}): ConstraintFunction {
  const minValue = numberOf('minMaxNorm: minValue', options.minValue ?? 0);
  const maxValue = numberOf('minMaxNorm: maxValue', options.maxValue ?? 1);
  const rate = numberOf('minMaxNorm: rate', options.rate ?? 1);
  const axis = axisOf('minMaxNorm: axis', options);
  const config = { min_value: minValue, max_value: maxValue, rate, axis };
  return constraint('MinMaxNorm', config, (weight) => {
    const norms = normsOf(weight, axis);
    const clipped = clip(norms, minValue, maxValue);
    return rescaled(weight, norms, rate === 1 ? clipped : add(multiply(clipped, rate), multiply(norms, 1 - rate)));
  });
}

/** Options of `unitNorm`. */
export interface UnitNormOptions extends AxisOption {}

/**
 * Gives the incoming weights of each unit norm 1: `w / (‖w‖ + 1e-7)`.
 *
 * @param options - `axis`, default `0`.
 * @throws {ArgumentError} for axes that are not whole.
 * @example
 * constraints.unitNorm().getConfig() // => { axis: 0 }
 * @see https://keras.io/api/layers/constraints/#unitnorm-class
 */
export function unitNorm(options: UnitNormOptions = {}): ConstraintFunction {
  const axis = axisOf('unitNorm: axis', options);
  return constraint('UnitNorm', { axis }, (weight) => divide(weight, add(normsOf(weight, axis), epsilon)));
}

function normsOf(weight: Tensor, axis: number | readonly number[]): Tensor {
  return sqrt(sum(square(weight), axis, true));
}

function rescaled(weight: Tensor, norms: Tensor, desired: Tensor): Tensor {
  return multiply(weight, divide(desired, add(norms, epsilon)));
}

function numberOf(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ArgumentError(where, { expected: 'a finite number', received: String(value) });
}

function axisOf(where: string, given: number | AxisOption): number | readonly number[] {
  const axis = typeof given === 'number' ? 0 : (given.axis ?? 0);
  const whole = typeof axis === 'number' ? Number.isInteger(axis) : Array.isArray(axis) && axis.every(Number.isInteger);
  if (whole) return axis;
  throw new ArgumentError(where, { expected: 'an axis, or a list of axes', received: JSON.stringify(axis) });
}
