import type { Tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { literal } from './creation.ts';

/**
 * Triangular window after Bartlett: `1 - |2i / (n - 1) - 1|`, which is 0 at both ends.
 *
 * @param n - its length; the result is float32 `[n]`.
 * @throws {ArgumentError} when `n` is no whole number of at least 0.
 * @example
 * await ops.bartlett(5).array() // => [0, 0.5, 1, 0.5, 0]
 * @see https://keras.io/api/ops/numpy/#bartlett-function
 */
export function bartlett(n: number): Tensor {
  return windowOf('bartlett', n, (at) => 1 - Math.abs(2 * at - 1));
}

/**
 * Window after Blackman: `0.42 - 0.5 cos(2πi / (n - 1)) + 0.08 cos(4πi / (n - 1))`.
 *
 * @param n - its length; the result is float32 `[n]`.
 * @throws {ArgumentError} when `n` is no whole number of at least 0.
 * @example
 * await ops.blackman(3).array() // => [0, 1, 0]
 * @see https://keras.io/api/ops/numpy/#blackman-function
 */
export function blackman(n: number): Tensor {
  return windowOf('blackman', n, (at) => 0.42 - 0.5 * Math.cos(2 * Math.PI * at) + 0.08 * Math.cos(4 * Math.PI * at));
}

/**
 * Window after Hamming: `0.54 - 0.46 cos(2πi / (n - 1))`.
 *
 * @param n - its length; the result is float32 `[n]`.
 * @throws {ArgumentError} when `n` is no whole number of at least 0.
 * @example
 * await ops.hamming(3).array() // => [0.08, 1, 0.08]
 * @see https://keras.io/api/ops/numpy/#hamming-function
 */
export function hamming(n: number): Tensor {
  return windowOf('hamming', n, (at) => 0.54 - 0.46 * Math.cos(2 * Math.PI * at));
}

/**
 * Window after von Hann: `0.5 - 0.5 cos(2πi / (n - 1))`.
 *
 * @param n - its length; the result is float32 `[n]`.
 * @throws {ArgumentError} when `n` is no whole number of at least 0.
 * @example
 * await ops.hanning(3).array() // => [0, 1, 0]
 * @see https://keras.io/api/ops/numpy/#hanning-function
 */
export function hanning(n: number): Tensor {
  return windowOf('hanning', n, (at) => 0.5 - 0.5 * Math.cos(2 * Math.PI * at));
}

/**
 * Window after Kaiser: `I₀(β √(1 - (2i / (n - 1) - 1)²)) / I₀(β)`.
 *
 * @param n - its length; the result is float32 `[n]`.
 * @param beta - how steep it is: 0 is the rectangle.
 * @throws {ArgumentError} when `n` is no whole number of at least 0.
 * @example
 * await ops.kaiser(3, 0).array() // => [1, 1, 1]
 * @see https://keras.io/api/ops/numpy/#kaiser-function
 */
export function kaiser(n: number, beta: number): Tensor {
  return windowOf('kaiser', n, (at) => bessel(beta * Math.sqrt(Math.max(0, 1 - (2 * at - 1) ** 2))) / bessel(beta));
}

/** A window from its law over 0 to 1. One alone is 1. */
function windowOf(name: string, n: number, law: (at: number) => number): Tensor {
  if (!Number.isInteger(n) || n < 0)
    throw new ArgumentError(`${name}: n`, { expected: 'a whole number of at least 0', received: String(n) });
  const values = Array.from({ length: n }, (_, i) => (n === 1 ? 1 : law(i / (n - 1))));
  return literal(values, [n], 'float32');
}

/** The modified Bessel function I₀ by its series, `Σ ((x/2)ᵏ / k!)²`. */
function bessel(x: number): number {
  let [sum, term] = [0, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    sum += term;
    term *= (x / (2 * k)) ** 2;
  }
  return sum;
}
