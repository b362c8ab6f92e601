import { erfinv } from './erfinv.ts';

/*
 * Random numbers by B. Widynski, "Squares: a fast counter-based RNG" (2020), narrowed to 32 bits. Number i of a draw depends
 * on the draw's key and on i alone, and takes only multiplying, adding and halving words apart: so a graph draws the same
 * bits on every device, and so does this plain form, from which weights start before any engine is loaded.
 *
 * The lowest bits are poor (their repetition at a distance of 2¹⁹ is measurable), so everything is made of the highest.
 */

/**
 * The 32 bits of a counter under a key.
 *
 * @param counter - a uint32.
 * @param key - an odd uint32.
 */
export function squares(counter: number, key: number): number {
  const y = Math.imul(counter, key);
  const z = (y + key) | 0;
  const first = swapHalves((Math.imul(y, y) + y) | 0);
  const second = swapHalves((Math.imul(first, first) + z) | 0);
  const third = swapHalves((Math.imul(second, second) + y) | 0);
  return (Math.imul(third, third) + z) >>> 0;
}

function swapHalves(x: number): number {
  return (x >>> 16) | (x << 16);
}

/** 2³² divided by the golden ratio, made odd: a key without pattern. */
const goldenKey = 0x9e3779b1;

/**
 * A seed in 32 bits: those between 0 and 2³² as they are, negative ones by their two's complement, of longer ones the upper
 * part stirred into the lower.
 */
export function foldSeed(seed: number): number {
  const high = Math.floor(seed / 2 ** 32);
  return high === 0 || high === -1 ? seed >>> 0 : (seed ^ squares(high >>> 0, goldenKey)) >>> 0;
}

/**
 * The key of a draw: an odd uint32.
 *
 * @param seed - any whole number.
 * @param counter - which draw of the seed, from 0.
 */
export function drawKey(seed: number, counter: number): number {
  const stream = squares(foldSeed(seed) + 1, goldenKey);
  return oddKey(squares(counter + 1, oddKey(stream)));
}

/** The lowest bit, which is the poorest, is given up for being odd. */
function oddKey(bits: number): number {
  return (bits | 1) >>> 0;
}

/** Evenly distributed numbers from 0 up to, but not including, 1, in steps of 2⁻²⁴. */
export function uniformArray(key: number, length: number): Float32Array {
  const drawn = new Float32Array(length);
  for (let i = 0; i < length; i++) drawn[i] = (squares(i + 1, key) >>> 8) * 2 ** -24;
  return drawn;
}

/** Numbers of the normal distribution with mean 0 and standard deviation 1, by G. Box and M. Muller (1958). */
export function normalArray(key: number, length: number): Float32Array {
  const drawn = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const a = (squares(2 * i + 2, key) >>> 8) * 2 ** -24;
    const b = (squares(2 * i + 3, key) >>> 8) * 2 ** -24;
    drawn[i] = Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
  }
  return drawn;
}

/** Half the width of a truncated normal distribution, in standard deviations. */
export const truncation = 2;

/** The part of the normal distribution within ±2: `erf(2 / √2)`. */
export const truncatedPart = 0.9544997361036416;

/** Numbers of the normal distribution with mean 0 and standard deviation 1, cut at ±2: by inverting the distribution. */
export function truncatedNormalArray(key: number, length: number): Float32Array {
  const drawn = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const middle = ((squares(i + 1, key) >>> 8) + 0.5) * 2 ** -24;
    const value = Math.SQRT2 * erfinv(truncatedPart * (2 * middle - 1));
    drawn[i] = Math.max(-truncation, Math.min(truncation, value));
  }
  return drawn;
}

/** The numbers from 0 to `length - 1` in random order: each place gets a random number, and the places are sorted by it. */
export function permutationArray(key: number, length: number): Int32Array {
  const order = uniformArray(key, length);
  return Int32Array.from({ length }, (_, i) => i).sort((i, j) => (order[i] ?? 0) - (order[j] ?? 0) || i - j);
}
