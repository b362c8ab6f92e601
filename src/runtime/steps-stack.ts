import { type DType, dtypes, type TypedArray } from '../graph/index.ts';
import { copyInto } from './copy.ts';

/** Puts batches one behind another, in memory that is used again and again. */
export class Stack {
  #memory: TypedArray | null = null;

  /** The values of all parts, which are equally long: without a copy where they stand one behind another already. */
  joined(dtype: DType, parts: readonly TypedArray[]): TypedArray {
    const [first] = parts;
    if (first === undefined) return dtypes[dtype].zeros(0);
    const length = first.length * parts.length;
    if (
      parts.every(
        (part, i) => part.buffer === first.buffer && part.byteOffset === first.byteOffset + i * first.byteLength,
      )
    )
      return viewOf(first, length);
    if (this.#memory === null || this.#memory.length < length) this.#memory = dtypes[dtype].zeros(length);
    const all = this.#memory.subarray(0, length);
    for (const [i, part] of parts.entries()) copyInto(all, part, i * first.length);
    return all;
  }
}

/** A longer array over the same memory, from where another begins. */
function viewOf(first: TypedArray, length: number): TypedArray {
  const make = first.constructor as Float32ArrayConstructor; // the class of this array, whichever it is
  return new make(first.buffer, first.byteOffset, length);
}
