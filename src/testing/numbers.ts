import { expect } from 'vitest';
import {
  type ArrayData,
  flattenNested,
  isArrayData,
  isTypedArray,
  type NestedArray,
  nestedShape,
  sizeOf,
  type TypedArray,
} from '../utils/arrays.ts';

/** Whatever a test writes numbers as. */
export type Numbers = NestedArray | TypedArray | ArrayData;

/** Numbers with their shape, flat and in double precision. */
export interface Plain {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

/** Reads any form of numbers; booleans count as 0 and 1. */
export function plain(numbers: Numbers): Plain {
  if (isTypedArray(numbers))
    return { values: Array.from<number | bigint, number>(numbers, Number), shape: [numbers.length] };
  if (isArrayData(numbers)) return { values: plain(numbers.data).values, shape: numbers.shape };
  const shape = nestedShape('numbers', numbers);
  return { values: flattenNested(numbers, sizeOf(shape)).values, shape };
}

/** The numbers as nested arrays. */
export function nested(numbers: Numbers): NestedArray {
  if (!isTypedArray(numbers) && !isArrayData(numbers)) return numbers;
  const { values, shape } = plain(numbers);
  const level = (axis: number, start: number): NestedArray => {
    const length = shape[axis];
    if (length === undefined) return values[start] ?? Number.NaN;
    const stride = sizeOf(shape.slice(axis + 1));
    return Array.from({ length }, (_, i) => level(axis + 1, start + i * stride));
  };
  return level(0, 0);
}

/**
 * Checks that shapes are equal and numbers close: `|actual - expected| ≤ tolerance · max(1, |expected|)`. NaN equals NaN, and
 * an infinity equals itself.
 */
export function expectClose(actual: Numbers, expected: Numbers, tolerance = 1e-5): void {
  const given = plain(actual);
  const wanted = plain(expected);
  expect(given.shape, 'shape').toEqual(wanted.shape);
  const wrong = given.values.flatMap((value, i) => {
    const right = wanted.values[i] ?? Number.NaN;
    const close = Object.is(value, right) || Math.abs(value - right) <= tolerance * Math.max(1, Math.abs(right));
    return close || value === right ? [] : [`[${position(i, wanted.shape)}]: ${value} instead of ${right}`];
  });
  if (wrong.length > 0)
    expect.fail(`${wrong.length} of ${given.values.length} numbers differ: ${wrong.slice(0, 8).join('; ')}`);
}

function position(index: number, shape: readonly number[]): string {
  return shape.map((length, axis) => Math.floor(index / sizeOf(shape.slice(axis + 1))) % length).join(', ');
}

/** What `random` draws. */
export interface RandomOptions {
  /** Other seeds give other numbers. Default 1. */
  readonly seed?: number;
  /** Lowest and highest. Default [-2, 2]. */
  readonly range?: readonly [lowest: number, highest: number];
  /** Whole numbers, both ends included, as an int32 array. Default false. */
  readonly integers?: boolean;
}

/** Numbers of that shape that are the same in every run (Marsaglia's xorshift of 32 bits). */
export function random(shape: readonly number[], options: RandomOptions = {}): ArrayData {
  const { seed = 1, range = [-2, 2], integers = false } = options;
  const [lowest, highest] = range;
  // Small seeds share their zeros: the golden ratio spreads them.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0 || 1;
  const draw = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const unit = (state >>> 0) / 2 ** 32;
    return integers ? lowest + Math.floor(unit * (highest - lowest + 1)) : lowest + unit * (highest - lowest);
  };
  const length = sizeOf(shape);
  return { shape, data: integers ? Int32Array.from({ length }, draw) : Float32Array.from({ length }, draw) };
}

/** A reference that works number by number, on one array or on several that broadcast. */
export function elementwise(f: (...numbers: number[]) => number | boolean): (...arrays: Numbers[]) => ArrayData {
  return (...arrays) => {
    const inputs = arrays.map(plain);
    const rank = Math.max(0, ...inputs.map((input) => input.shape.length));
    const padded = inputs.map(({ shape }) => [...Array.from({ length: rank - shape.length }, () => 1), ...shape]);
    const shape = Array.from({ length: rank }, (_, axis) =>
      padded.map((one) => one[axis] ?? 1).reduce((a, b) => (a === 1 ? b : a)),
    );
    const data = Float64Array.from({ length: sizeOf(shape) }, (_, flat) =>
      Number(f(...inputs.map(({ values }, k) => values[source(flat, shape, padded[k] ?? [])] ?? Number.NaN))),
    );
    return { data, shape };
  };
}

/** Where the number at `flat` of the broadcast shape comes from. */
function source(flat: number, shape: readonly number[], from: readonly number[]): number {
  let index = 0;
  for (const [axis, length] of from.entries()) {
    const at = Math.floor(flat / sizeOf(shape.slice(axis + 1))) % (shape[axis] ?? 1);
    index = index * length + (length === 1 ? 0 : at);
  }
  return index;
}
