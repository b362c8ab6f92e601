import { flatSlots, isStatic, reachable, type Tensor } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Program } from './program.ts';

/** Bytes of one value between inputs and outputs from which on it is made in parts: more leaves the caches of processors. */
const large = 2 ** 23;

/** Bytes of it in a part: what stays in the caches, and no less, since cores wait for each other at the end of each part. */
const part = 2 ** 22;

/**
 * How many samples of a batch are best run at a time, where a program gives the same for parts of a batch: what is looked up or spread
 * out for a large batch would leave the cache before it is used. Null for the whole batch.
 */
export function tileOf(program: Program, samples: number): number | null {
  let widest = widths.get(program);
  if (widest === undefined) {
    widest = widestOf(program);
    widths.set(program, widest);
  }
  if (widest === null || widest * samples < large) return null;
  return Math.max(1, 2 ** Math.floor(Math.log2(part / widest)));
}

const widths = new WeakMap<Program, number | null>();

/** Bytes that a sample takes in the widest value between inputs and outputs; null where samples may have to do with each other. */
function widestOf({ inputs, outputs, updates, draws }: Program): number | null {
  const axis = inputs[0]?.dims[0];
  const withSamples = (tensor: Tensor) => tensor.dims[0] === axis;
  if (axis === undefined || typeof axis === 'number' || updates.length > 0 || draws.length > 0) return null;
  if (![...inputs, ...outputs].every(withSamples)) return null;
  const batched = new Set(inputs);
  const hasSamples = (tensor: Tensor) => batched.has(tensor);
  let widest = 0;
  for (const node of reachable(outputs)) {
    if (node.kind !== 'op' || !node.inputs.some(hasSamples)) continue;
    const { op, slots, attrs } = node;
    if (!node.outputs.every(withSamples)) return null;
    const apart = op.bySample
      ? op.bySample(slots, attrs, hasSamples)
      : op.lanes !== undefined && node.outputs.every((output) => isAligned(flatSlots(slots), output, hasSamples));
    if (!apart) return null;
    for (const output of node.outputs) {
      const rest = output.dims.slice(1);
      if (!isStatic(rest)) return null;
      batched.add(output);
      if (!outputs.includes(output)) widest = Math.max(widest, 4 * sizeOf(rest));
    }
  }
  return widest > 0 && outputs.every(hasSamples) ? widest : null;
}

/** Whether operands meet sample by sample where they are broadcast. */
function isAligned(inputs: readonly Tensor[], output: Tensor, hasSamples: (input: Tensor) => boolean): boolean {
  const rank = output.dims.length;
  return inputs.every((input) =>
    hasSamples(input) ? input.dims.length === rank : input.dims.length < rank || input.dims[0] === 1,
  );
}
