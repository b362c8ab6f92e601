import { Tensor } from './tensor.ts';

/** One tensor, or lists and records of structures: what models and layers take and give. */
export type Structure = Tensor | readonly Structure[] | { readonly [name: string]: Structure };

/** A structure with every tensor replaced by `To`. */
export type Mapped<S, To> = S extends Tensor
  ? To
  : S extends readonly unknown[]
    ? number extends S['length']
      ? MappedList<S[number], To>
      : { readonly [K in keyof S]: Mapped<S[K], To> }
    : { readonly [K in keyof S]: Mapped<S[K], To> };

/** A list of any length; an interface, because only those are resolved lazily, and structures nest without end. */
interface MappedList<S, To> extends ReadonlyArray<Mapped<S, To>> {}

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

/** `U`s nested in lists and records. */
export type Nested<U> = U | readonly Nested<U>[] | { readonly [name: string]: Nested<U> };

/** The structure with `change` applied to every tensor. */
export function mapStructure<U>(structure: Structure, change: (tensor: Tensor) => U): Nested<U> {
  if (structure instanceof Tensor) return change(structure);
  if (isList(structure)) return structure.map((part) => mapStructure(part, change));
  return Object.fromEntries(Object.entries(structure).map(([key, part]) => [key, mapStructure(part, change)]));
}

function isList(structure: Structure): structure is readonly Structure[] {
  return Array.isArray(structure);
}

/** Plain records only: class instances (layers, typed arrays) are leaves of no interest. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
