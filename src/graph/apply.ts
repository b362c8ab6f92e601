import type { Filled, NoAttrs, Op, Slots } from './op.ts';
import { only } from './op.ts';
import { callPath, read } from './scope.ts';
import { record, type Tensor } from './tensor.ts';

/** Records an op of one output. A variable among the inputs is read at its present value. */
export function apply<S extends Slots>(op: Op<S, NoAttrs>, inputs: Filled<S, Tensor>): Tensor;
export function apply<S extends Slots, A>(op: Op<S, A>, inputs: Filled<S, Tensor>, attrs: A): Tensor;
export function apply<S extends Slots, A>(op: Op<S, A>, inputs: Filled<S, Tensor>, attrs?: A): Tensor {
  // The overloads allow missing attributes only where the op has none.
  return only(applyAll(op, inputs, attrs ?? ({} as A)));
}

/** Records an op and gives all its outputs. */
export function applyAll<S extends Slots, A>(op: Op<S, A>, inputs: Filled<S, Tensor>, attrs: A): readonly Tensor[] {
  const slots = mapSlots(inputs, read);
  const erased = op as unknown as Op; // A node keeps any op: the record's own types hold again when its rules are called.
  return record({ kind: 'op', op: erased, slots, attrs, origin: callPath() }, flatSlots(slots), op.infer(slots, attrs));
}

/** All tensors of the slots, in order. */
export function flatSlots<T extends object>(slots: Filled<Slots, T>): T[] {
  const flat: T[] = [];
  for (const name in slots) {
    const slot = slots[name] ?? null;
    if (slot === null) continue;
    if (isList(slot)) flat.push(...slot);
    else flat.push(slot);
  }
  return flat;
}

/** The same slots with every tensor replaced. */
export function mapSlots<S extends Slots, T extends object, U>(
  slots: Filled<S, T>,
  change: (one: T) => U,
): Filled<S, U> {
  const changed: Record<string, U | readonly U[] | null> = {};
  for (const name in slots) {
    const slot: T | readonly T[] | null = slots[name] ?? null;
    changed[name] = slot === null ? null : isList(slot) ? slot.map((one) => change(one)) : change(slot);
  }
  return changed as Filled<S, U>; // names lose the arity of each slot
}

function isList<T extends object>(slot: T | readonly T[]): slot is readonly T[] {
  return Array.isArray(slot);
}
