import { constant, type Tensor, value } from './tensor.ts';
import type { Variable } from './variable.ts';

/** Where random draws take their keys from. */
export interface KeySource {
  /** The key of the next draw: an odd uint32. Advances the source. */
  nextKey(): number;
}

/** What happens to state while a graph is being recorded. */
export interface Recorder {
  /** The value a variable has now. */
  read(variable: Variable): Tensor;
  assign(variable: Variable, value: Tensor): void;
  /** The key of one random draw, a uint32 scalar. */
  key(source: KeySource): Tensor;
  /** A loss that a layer adds beside the model's own. */
  addLoss(loss: Tensor): void;
}

/** The surroundings in which layers are called: they expand to ops at once. */
export interface Scope {
  /** Whether layers behave as in training. */
  readonly training: boolean;
  readonly recorder: Recorder;
  /** The layers being called, outermost first. */
  readonly callers: readonly Caller[];
}

/** A layer that is being called. */
export interface Caller {
  readonly name: string;
  /** Complains if `callee` is not among the layers that this one tracks. */
  checkOwns(callee: object): void;
}

let scope: Scope | null = null;

/** The scope in force, or null where layer calls are recorded as nodes. */
export function currentScope(): Scope | null {
  return scope;
}

/** Runs `body` in a scope; null switches the present one off. */
export function within<T>(inner: Scope | null, body: () => T): T {
  const before = scope;
  scope = inner;
  try {
    return body();
  } finally {
    scope = before;
  }
}

/** Assignments made outside any program, in order; the engine carries them out before it next runs anything. */
export const assignments: { readonly variable: Variable; readonly value: Tensor }[] = [];

/** State while nothing is recorded: variables are read when values are asked for, draws are fixed at the call. */
export const eagerRecorder: Recorder = {
  read: (variable) => variable,
  assign: (variable, assigned) => void assignments.push({ variable, value: assigned }),
  key: (source) => value(Uint32Array.of(source.nextKey()), [], 'uint32'),
  addLoss: () => undefined,
};

/** Shapes only: nothing that is recorded here is ever run. */
export const shapeRecorder: Recorder = {
  read: (variable) => variable,
  assign: () => undefined,
  key: () => constant(1, 'uint32'),
  addLoss: () => undefined,
};

/** The scope in which layers are called on values. */
export function eagerScope(training: boolean): Scope {
  return { training, recorder: eagerRecorder, callers: [] };
}

/** The recorder in force. */
export function recorder(): Recorder {
  return scope?.recorder ?? eagerRecorder;
}

/** What an op sees when it is given a tensor: variables read as their present value. */
export function read(tensor: Tensor): Tensor {
  return isVariable(tensor) && scope !== null ? scope.recorder.read(tensor) : tensor;
}

/** Whether a tensor is a variable. */
export function isVariable(tensor: Tensor): tensor is Variable {
  return tensor.node.kind === 'variable';
}

/** Whether layers behave as in training, here and now. */
export function isTraining(): boolean {
  return scope?.training ?? false;
}

/** Runs `body` as a part of what is being called: what it records bears the name. */
export function under<T>(name: string, body: () => T): T {
  if (scope === null || name === '') return body();
  const part: Caller = { name, checkOwns: () => undefined };
  return within({ ...scope, callers: [...scope.callers, part] }, body);
}

/** The names of the layers being called, outermost first: `model/dense`. */
export function callPath(): string {
  return scope === null ? '' : scope.callers.map((caller) => caller.name).join('/');
}
