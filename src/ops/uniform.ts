import { sameDims, type Tensor } from '../graph/index.ts';

/*
 * Gradients of sums and means begin as one number in many places. Written out in full it is a pass over memory for
 * each step that it goes through; the ops that follow broadcast by themselves.
 */

/** The scalar that stands in all places of a tensor, where its making shows that; else null. */
export function uniformOf(x: Tensor): Tensor | null {
  if (x.dims.length === 0) return x;
  const { node } = x;
  if (node.kind !== 'op' || node.op.uniform === undefined) return null;
  const [input] = node.inputs;
  const number = input === undefined ? null : uniformOf(input);
  return number && node.op.uniform(number);
}

/** The scalar instead of the tensor, where an op on it and on `beside` broadcasts to the same shape. */
export function narrowed(x: Tensor, beside: Tensor): Tensor {
  return x.dims.length > 0 && sameDims(x.dims, beside.dims) ? (uniformOf(x) ?? x) : x;
}
