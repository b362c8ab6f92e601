import { assignments, type Tensor, type TypedArray, type Variable } from '../graph/index.ts';
import { internal, ShapeError } from '../utils/errors.ts';
import type { Resident } from './arena.ts';
import { copyInto } from './copy.ts';
import type { Device } from './device.ts';
import { engineOf } from './device.ts';
import type { Engine, EngineTensor } from './ort.ts';

/** The value of a variable: in main memory, as a tensor of the device that last ran it, or both. */
export interface Held {
  /** The values, or null while they are on a device only. */
  readonly data: TypedArray | null;
  /** The tensor to feed to that device, or null if none was made yet. */
  readonly tensor: EngineTensor | null;
  readonly device: Device | null;
}

const state = new WeakMap<Variable, Held>();
const versions = new WeakMap<Variable, number>();

/** Evaluates tensors; handed in, since evaluating needs state itself. */
export type Evaluate = (tensors: readonly Tensor[]) => Promise<readonly TypedArray[]>;

/** A number that is another one as soon as the value of a variable is. */
export function versionOf(variable: Variable): number {
  return versions.get(variable) ?? 0;
}

/** Notes that the value of a variable is another one. */
export function noteChange(variable: Variable): void {
  versions.set(variable, versionOf(variable) + 1);
}

/** The tensor of a variable that a device can be fed with at once, or null where one must be made. */
export function readyTensor(variable: Variable, device: Device): EngineTensor | null {
  const held = state.get(variable);
  return held !== undefined && held.device === device ? held.tensor : null;
}

/** Makes the tensor of a variable for a device, and keeps it. */
export async function placedTensor(
  variable: Variable,
  device: Device,
  engine: Engine,
  evaluate: Evaluate,
): Promise<EngineTensor> {
  const data = await hostValue(variable, evaluate);
  const shape = variable.shape.map((dim) => dim ?? internal('a variable of unknown shape'));
  const tensor = engine.tensor(variable.dtype, data, shape);
  hold(variable, { data, tensor, device });
  return tensor;
}

/**
 * Moves the value of a variable to its place in an arena, where kernels change it. It stays there until it is set from outside,
 * or another program takes it.
 */
export async function moveIn({ variable, view, tensor }: Resident, device: Device, evaluate: Evaluate): Promise<void> {
  if (state.get(variable)?.data === view) return;
  copyInto(view, await hostValue(variable, evaluate));
  hold(variable, { data: view, tensor, device });
}

/** Takes what a run gave as the new value of a variable. */
export function holdResult(variable: Variable, tensor: EngineTensor, device: Device): void {
  hold(variable, { data: tensor.location === 'cpu' ? tensor.data : null, tensor, device });
  noteChange(variable);
}

/** The values of a variable in main memory. They are shared: callers copy before they hand them out. */
export async function hostValue(variable: Variable, evaluate: Evaluate): Promise<TypedArray> {
  const held = state.get(variable);
  if (held === undefined) return initialValue(variable, evaluate);
  if (held.data !== null) return held.data;
  const { device, tensor } = held;
  if (device === null || tensor === null) internal('a variable is held nowhere');
  return (await engineOf(device)).download(tensor, variable.dtype);
}

async function initialValue(variable: Variable, evaluate: Evaluate): Promise<TypedArray> {
  const { initial } = variable;
  const data =
    typeof initial === 'function' ? initial() : ((await evaluate([initial]))[0] ?? internal('no initial value'));
  // Evaluating may have given the variable a value meanwhile: the first one counts.
  const meanwhile = state.get(variable);
  if (meanwhile !== undefined) return hostValue(variable, evaluate);
  setValue(variable, data);
  return data;
}

/** Puts a value in the place of the one before; what that held on a device is freed. */
function hold(variable: Variable, held: Held): void {
  const before = state.get(variable)?.tensor ?? null;
  if (before !== null && before !== held.tensor && before.location !== 'cpu') before.dispose();
  state.set(variable, held);
}

/** Sets the values of a variable at once. */
export function setValue(variable: Variable, data: TypedArray): void {
  checkLength(variable, data);
  hold(variable, { data, tensor: null, device: null });
  noteChange(variable);
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
