import { type DType, dtypes, type InitialValue, read, type Tensor, Variable } from '../graph/index.ts';
import { where } from '../ops/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';

/** What a piece of state starts from: a number in every place, or the values of a tensor. */
export type Fill = number | Tensor;

/** The state of an optimizer: variables in the order in which they were made, and what is kept for each weight. */
export class State {
  readonly #name: string;
  readonly #all: Variable[] = [];
  readonly #slots = new Map<Variable, Map<string, Variable>>();

  /** @param name - of the optimizer, with which paths begin. */
  constructor(name: string) {
    this.#name = name;
  }

  /** All state, in the order in which it was made. */
  get variables(): readonly Variable[] {
    return this.#all;
  }

  /** Makes a piece of state that belongs to no weight. */
  add(name: string, fill: Fill, shape: readonly number[] = [], dtype: DType = 'float32'): Variable {
    const made = new Variable(shape, dtype, initial(fill, shape, dtype), { name, trainable: false });
    made.path = `${this.#name}/${name}`;
    this.#all.push(made);
    return made;
  }

  /** Makes a piece of state for a weight: in its shape, unless another is given, and called after it. */
  addSlot(weight: Variable, slot: string, fill: Fill): Variable {
    const shape = weight.shape.map((dim) => dim ?? internal(`${weight.path} has an axis of unknown length`));
    const made = this.add(`${weight.path.replaceAll('/', '_')}_${slot}`, fill, shape);
    this.keep(weight, slot, made);
    return made;
  }

  /** Notes a piece of state as a weight's. */
  keep(weight: Variable, slot: string, made: Variable): void {
    const slots = this.#slots.get(weight) ?? new Map<string, Variable>();
    this.#slots.set(weight, slots.set(slot, made));
  }

  /** Whether this is kept for a weight. */
  has(weight: Variable, slot: string): boolean {
    return this.#slots.get(weight)?.has(slot) ?? false;
  }

  /** A piece of the state kept for a weight. */
  slot(weight: Variable, slot: string): Variable {
    return this.#slots.get(weight)?.get(slot) ?? internal(`no slot ${slot} for ${weight.path}`);
  }
}

/** Carries out the assignments of `body` where `condition`, a bool scalar, is true; otherwise nothing changes. */
export function guarded(condition: Tensor, variables: readonly Variable[], body: () => void): void {
  const before = variables.map((variable) => [variable, read(variable)] as const);
  body();
  for (const [variable, old] of before) {
    const assigned = read(variable);
    if (assigned !== old) variable.assign(where(condition, assigned, old));
  }
}

function initial(fill: Fill, shape: readonly number[], dtype: DType): InitialValue {
  if (typeof fill !== 'number') return fill;
  return () => dtypes[dtype].zeros(sizeOf(shape)).fill(fill as never); // no state of ours is int64
}
