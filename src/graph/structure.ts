import { Tensor } from './tensor.ts';

/** One tensor, or lists and records of structures: what models and layers take and give. */
export type Structure = Tensor | readonly Structure[] | { readonly [name: string]: Structure };

/** A structure with every tensor replaced by `To`. */
export type Mapped<S, To> = S extends Tensor ? To : { readonly [K in keyof S]: Mapped<S[K], To> };

/** All tensors inside a value, in order: record entries as written, anything that is no tensor passed over. */
export function leaves(structure: unknown): Tensor[] {
  if (structure instanceof Tensor) return [structure];
  if (Array.isArray(structure)) return structure.flatMap(leaves);
  return isRecord(structure) ? Object.values(structure).flatMap(leaves) : [];
}

/** The same structure with other tensors in it, taken from `flat` in order. */
export function repack<S>(structure: S, flat: readonly Tensor[]): S {
  let next = 0;
  const visit = (part: unknown): unknown => {
    if (part instanceof Tensor) return flat[next++] ?? part;
    if (Array.isArray(part)) return part.map(visit);
    return isRecord(part) ? Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)])) : part;
  };
  return visit(structure) as S; // the same structure, tensors for tensors
}

/** The structure with `change` applied to every tensor. */
export function mapStructure<S extends Structure, U>(structure: S, change: (tensor: Tensor) => U): Mapped<S, U> {
  const visit = (part: Structure): unknown => {
    if (part instanceof Tensor) return change(part);
    if (Array.isArray(part)) return part.map(visit);
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(structure) as Mapped<S, U>; // the same structure, other leaves
}

/** Plain records only: class instances (layers, typed arrays) are leaves of no interest. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
