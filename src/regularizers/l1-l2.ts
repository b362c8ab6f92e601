import { constant, type Tensor } from '../graph/index.ts';
import { abs, add, multiply, square, sum } from '../ops/index.ts';
import { factorOf, type RegularizerFunction, regularizer } from './regularizer.ts';

/** Options of `l1`. */
export interface L1Options {
  /** Default `0.01`. */
  readonly l1?: number;
}

/**
 * Penalty on the sum of absolute values, `l1 · Σ|w|`: weights that do little become exactly 0.
 *
 * @param given - the factor, or `{ l1 }`. Default `0.01`.
 * @throws {ArgumentError} for a negative factor.
 * @example
 * await regularizers.l1(0.5)(ops.tensor([1, -2])).item() // => 1.5
 * @see https://keras.io/api/layers/regularizers/#l1-class
 */
export function l1(given: number | L1Options = {}): RegularizerFunction {
  const factor = factorOf('l1', typeof given === 'number' ? given : (given.l1 ?? 0.01));
  return regularizer('L1', { l1: factor }, (weight) => absolutes(factor, weight));
}

/** Options of `l2`. */
export interface L2Options {
  /** Default `0.01`. */
  readonly l2?: number;
}

/**
 * Penalty on the sum of squares, `l2 · Σw²` (without a half): weights stay small.
 *
 * @param given - the factor, or `{ l2 }`. Default `0.01`.
 * @throws {ArgumentError} for a negative factor.
 * @example
 * await regularizers.l2(0.5)(ops.tensor([1, -2])).item() // => 2.5
 * @see https://keras.io/api/layers/regularizers/#l2-class
 */
export function l2(given: number | L2Options = {}): RegularizerFunction {
  const factor = factorOf('l2', typeof given === 'number' ? given : (given.l2 ?? 0.01));
  return regularizer('L2', { l2: factor }, (weight) => squares(factor, weight));
}

/** Options of `l1L2`. */
export interface L1L2Options {
  /** Factor of the absolute values. Default `0`. */
  readonly l1?: number;
  /** Factor of the squares. Default `0`. */
  readonly l2?: number;
}

/**
 * Both penalties together: `l1 · Σ|w| + l2 · Σw²`.
 *
 * @param options - `l1` and `l2`, both `0` by default.
 * @throws {ArgumentError} for a negative factor.
 * @example
 * await regularizers.l1L2({ l1: 0.5, l2: 0.5 })(ops.tensor([1, -2])).item() // => 4
 * @see https://keras.io/api/layers/regularizers/#l1l2-class
 */
export function l1L2(options: L1L2Options = {}): RegularizerFunction {
  const ofAbsolutes = factorOf('l1L2: l1', options.l1 ?? 0);
  const ofSquares = factorOf('l1L2: l2', options.l2 ?? 0);
  return regularizer('L1L2', { l1: ofAbsolutes, l2: ofSquares }, (weight) => {
    if (ofAbsolutes === 0 && ofSquares === 0) return constant(0);
    if (ofAbsolutes === 0) return squares(ofSquares, weight);
    const penalty = absolutes(ofAbsolutes, weight);
    return ofSquares === 0 ? penalty : add(penalty, squares(ofSquares, weight));
  });
}

function absolutes(factor: number, weight: Tensor): Tensor {
  return multiply(sum(abs(weight)), factor);
}

function squares(factor: number, weight: Tensor): Tensor {
  return multiply(sum(square(weight)), factor);
}
