import { type Dim, type Dims, isStatic, type Tensor, Unknown } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { multiply } from './arithmetic.ts';
import { product } from './linalg.ts';
import { expandDims, reshapeTo, squeeze, transpose } from './movement.ts';
import { sum } from './reduce.ts';

/** A tensor whose axes have names; no two the same. */
export interface Labelled {
  readonly x: Tensor;
  readonly labels: readonly string[];
}

/**
 * The product of two tensors summed over the axes that are not kept: `Σ a · b`, the axes that both have being the same.
 * Written as one matrix product between transpositions, so that gradients and devices need nothing new. The axes of the
 * result are those that both have, then those of `a`, then those of `b`.
 */
export function contract(left: Labelled, right: Labelled, kept: ReadonlySet<string>): Labelled {
  const needed = (own: Labelled, other: Labelled): Labelled =>
    summed(own, (label) => kept.has(label) || hasLabel(other, label));
  let a = needed(left, right);
  let b = needed(right, left);
  // Where one side of a sum has length 1, it is a factor, and the other side is summed alone.
  const isSingle = (side: Labelled, label: string): boolean => !kept.has(label) && dimOf(side, label) === 1;
  const singles = a.labels.filter((label) => isSingle(a, label) || (hasLabel(b, label) && isSingle(b, label)));
  for (const label of singles) {
    a = summed(a, (one) => one !== label);
    b = summed(b, (one) => one !== label);
  }
  const shared = a.labels.filter((label) => hasLabel(b, label));
  const batch = shared.filter((label) => kept.has(label));
  const inner = shared.filter((label) => !kept.has(label));
  const freeA = a.labels.filter((label) => !shared.includes(label));
  const freeB = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...freeA, ...freeB];
  if (inner.length === 0) return { x: multiply(spread(a, labels), spread(b, labels)), labels };
  // The innermost axis stays where it is if it can: matrix products read either order, transpositions are copies.
  const turnA = freeA.includes(a.labels.at(-1) ?? '');
  const turnB = inner.includes(b.labels.at(-1) ?? '');
  const first = ordered(a, turnA ? [...batch, ...inner, ...freeA] : [...batch, ...freeA, ...inner]);
  const second = ordered(b, turnB ? [...batch, ...freeB, ...inner] : [...batch, ...inner, ...freeB]);
  const alone = batch.map(() => 1);
  const rows = merged(first, [...alone, ...(turnA ? [inner.length, freeA.length] : [freeA.length, inner.length])]);
  const columns = merged(second, [...alone, ...(turnB ? [freeB.length, inner.length] : [inner.length, freeB.length])]);
  const result = product(rows, columns, turnA, turnB);
  const free = [...freeA.map((label) => dimOf(a, label)), ...freeB.map((label) => dimOf(b, label))];
  return { x: reshapeTo(result, [...result.dims.slice(0, batch.length), ...free], [first, second]), labels };
}

/** The tensor with its axes in the order of `labels`, which are all of them. */
export function ordered({ x, labels }: Labelled, order: readonly string[]): Tensor {
  return transpose(
    x,
    order.map((label) => labels.indexOf(label)),
  );
}

/** The tensor summed over the axes that are not needed. */
export function summed({ x, labels }: Labelled, needed: (label: string) => boolean): Labelled {
  const axes = labels.flatMap((label, axis) => (needed(label) ? [] : [axis]));
  if (axes.length === 0) return { x, labels };
  const single = axes.every((axis) => x.dims[axis] === 1);
  return { x: single ? squeeze(x, axes) : sum(x, axes), labels: labels.filter(needed) };
}

/** The tensor with axes of length 1 for the labels it lacks, in the order of `labels`. */
function spread(given: Labelled, labels: readonly string[]): Tensor {
  const own = labels.filter((label) => hasLabel(given, label));
  const missing = labels.flatMap((label, axis) => (hasLabel(given, label) ? [] : [axis]));
  return expandDims(ordered(given, own), missing);
}

/** Neighbouring axes joined: `counts` says how many become one. */
export function merged(x: Tensor, counts: readonly number[]): Tensor {
  if (counts.every((count) => count === 1)) return x;
  const dims: Dim[] = [];
  const left: number[] = [];
  let axis = 0;
  let inferred = false;
  for (const count of counts) {
    const group = x.dims.slice(axis, axis + count);
    const joined = joinedDim(group);
    const inferring = count > 1 && typeof joined !== 'number';
    // One length can be inferred at a time: further groups wait.
    const waits = inferring && inferred;
    dims.push(...(waits ? group : [joined]));
    left.push(waits ? count : 1);
    inferred ||= inferring;
    axis += count;
  }
  return merged(reshapeTo(x, dims), left);
}

function joinedDim(group: Dims): Dim {
  if (isStatic(group)) return sizeOf(group);
  return group.length === 1 ? (group[0] ?? 1) : new Unknown();
}

function hasLabel({ labels }: Labelled, label: string): boolean {
  return labels.includes(label);
}

function dimOf({ x, labels }: Labelled, label: string): Dim {
  return x.dims[labels.indexOf(label)] ?? 1;
}
