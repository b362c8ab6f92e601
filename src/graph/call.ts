import { currentScope, eagerScope, read, type Scope, shapeRecorder, within } from './scope.ts';
import { placeholder, record, type Tensor } from './tensor.ts';

/** Something that can be called in a graph: a layer or model with its arguments, or a composite function. */
export interface Callee {
  readonly name: string;
  /** What a composite function was given: the tensors among it are the inputs of its node, in order. */
  readonly args?: readonly unknown[];
  /** Does the work on these tensors, in the scope in force. */
  expand(inputs: readonly Tensor[]): readonly Tensor[];
}

/**
 * Calls: in a scope the call expands to ops at once; outside, a call on symbolic tensors is recorded as one node, and a call
 * on values is carried out on the spot, so that its random draws are fixed.
 */
export function call(callee: Callee, inputs: readonly Tensor[], training: boolean | undefined): readonly Tensor[] {
  const scope = currentScope();
  if (scope !== null)
    return within(training === undefined ? scope : { ...scope, training }, () => callee.expand(inputs.map(read)));
  if (!inputs.some((tensor) => tensor.node.symbolic))
    return within(eagerScope(training ?? false), () => callee.expand(inputs));
  const shapes: Scope = { training: training ?? false, recorder: shapeRecorder, callers: [] };
  const specs = within(shapes, () => callee.expand(inputs.map((tensor) => placeholder(tensor, 'placeholder'))));
  return record({ kind: 'call', callee, training }, inputs, specs);
}
