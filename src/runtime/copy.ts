import type { TypedArray } from '../graph/index.ts';

/** Copies values into an array of the same dtype, from a place on. */
export function copyInto(into: TypedArray, from: TypedArray, place = 0): void {
  (into as Float32Array).set(from as Float32Array, place); // of equal dtype, whichever it is
}
