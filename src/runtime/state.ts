import { assignments, type Tensor, type TypedArray, type Variable } from '../graph/index.ts';
import { internal, ShapeError } from '../utils/errors.ts';
import type { Device } from './device.ts';
import { engineOf } from './device.ts';
import type { EngineTensor } from './ort.ts';

/** The value of a variable, where it last was: in main memory, or on the device that last ran it. */
export type Held =
  | { readonly place: 'host'; readonly data: TypedArray }
  | { readonly place: 'device'; readonly device: Device; readonly tensor: EngineTensor };

const state = new WeakMap<Variable, Held>();

/** Evaluates tensors; handed in, since evaluating needs state itself. */
export type Evaluate = (tensors: readonly Tensor[]) => Promise<readonly TypedArray[]>;

/** The held value of a variable, drawn or computed if it never was. */
export async function heldValue(variable: Variable, evaluate: Evaluate): Promise<Held> {
  const held = state.get(variable);
  if (held !== undefined) return held;
  const { initial } = variable;
  const data =
    typeof initial === 'function' ? initial() : ((await evaluate([initial]))[0] ?? internal('no initial value'));
  // Evaluating may have given the variable a value meanwhile: the first one counts.
  const meanwhile = state.get(variable);
  if (meanwhile !== undefined) return meanwhile;
  checkLength(variable, data);
  return hold(variable, { place: 'host', data });
}

/** Takes a new value for a variable; what was held on a device is freed. */
export function hold(variable: Variable, held: Held): Held {
  const before = state.get(variable);
  if (before?.place === 'device' && !(held.place === 'device' && held.tensor === before.tensor))
    before.tensor.dispose();
  state.set(variable, held);
  return held;
}

/** The values of a variable in main memory. They are shared: callers copy before they hand them out. */
export async function hostValue(variable: Variable, evaluate: Evaluate): Promise<TypedArray> {
  const held = await heldValue(variable, evaluate);
  if (held.place === 'host') return held.data;
  return (await engineOf(held.device)).download(held.tensor, variable.dtype);
}

/** Sets the values of a variable at once. */
export function setValue(variable: Variable, data: TypedArray): void {
  checkLength(variable, data);
  hold(variable, { place: 'host', data });
}

/** Carries out the assignments that were made outside any program, in order. */
export async function settleAssignments(evaluate: Evaluate): Promise<void> {
  for (let next = assignments.shift(); next !== undefined; next = assignments.shift()) {
    const { variable, value } = next;
    const data = value.node.kind === 'value' ? value.node.data : (await evaluate([value]))[0];
    setValue(variable, data ?? internal('an assignment without value'));
  }
}

function checkLength(variable: Variable, data: TypedArray): void {
  const length = variable.shape.reduce<number>((product, dim) => product * (dim ?? 1), 1);
  if (data.length !== length)
    throw new ShapeError(`variable ${variable.name}`, {
      expected: `${length} values`,
      received: `${data.length}`,
    });
}
