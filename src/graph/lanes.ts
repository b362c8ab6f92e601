/**
 * What an op's `lanes` rule writes with: arithmetic on vectors of float32 and on masks over them, each as one instruction.
 * `L` stands for a value while a kernel is written; rules know nothing of it.
 */
export interface Lanes<L> {
  constant(value: number): L;
  abs(x: L): L;
  negative(x: L): L;
  sqrt(x: L): L;
  add(a: L, b: L): L;
  subtract(a: L, b: L): L;
  multiply(a: L, b: L): L;
  divide(a: L, b: L): L;
  /** NaN where either is. */
  minimum(a: L, b: L): L;
  /** NaN where either is. */
  maximum(a: L, b: L): L;
  /** A mask, as those below. */
  equal(a: L, b: L): L;
  less(a: L, b: L): L;
  lessEqual(a: L, b: L): L;
  greater(a: L, b: L): L;
  greaterEqual(a: L, b: L): L;
  /** Of masks. */
  and(a: L, b: L): L;
  /** Of masks. */
  or(a: L, b: L): L;
  /** Of a mask. */
  not(a: L): L;
  /** `yes` where the mask is set, else `no`. */
  where(mask: L, yes: L, no: L): L;
}
