import {
  expand,
  type KeySource,
  ProgramRecorder,
  reachable,
  type Tensor,
  type Variable,
  within,
} from '../graph/index.ts';
import { structureOf } from './structure.ts';

/** A graph of ops with everything that goes in and comes out: what is compiled and run. */
export interface Program {
  /** Placeholders that are fed by the caller. */
  readonly inputs: readonly Tensor[];
  /** State that is read or updated. */
  readonly variables: readonly Variable[];
  /** The placeholders of the variables' values at the start, in the same order. */
  readonly entries: readonly Tensor[];
  /** One key source for each random draw. */
  readonly draws: readonly KeySource[];
  /** The placeholder of the draws' keys. */
  readonly keys: Tensor;
  /** Values of the user that are fed along. */
  readonly values: readonly Tensor[];
  readonly updates: readonly (readonly [Variable, Tensor])[];
  readonly outputs: readonly Tensor[];
  /** Equal for equal graphs, whatever their variables and values. */
  readonly structure: string;
}

/**
 * Records a program: `body` is run once, on the placeholders it closes over.
 *
 * @param training - whether layers behave as in training.
 */
export function trace(
  inputs: readonly Tensor[],
  training: boolean,
  body: (recorder: ProgramRecorder) => readonly Tensor[],
): Program {
  const recorder = new ProgramRecorder();
  const outputs = within({ training, recorder, callers: [] }, () => expand(body(recorder)));
  return program(inputs, recorder, outputs);
}

/** The program of what a recorder collected. */
export function program(inputs: readonly Tensor[], recorder: ProgramRecorder, outputs: readonly Tensor[]): Program {
  const updates = [...recorder.current];
  const nodes = reachable([...outputs, ...updates.map(([, value]) => value)]);
  const reached = new Set(nodes);
  for (const [variable] of updates) recorder.entry(variable);
  const used = [...recorder.entries].filter(
    ([variable, entry]) => reached.has(entry.node) || recorder.current.has(variable),
  );
  const variables = used.map(([variable]) => variable);
  const entries = used.map(([, entry]) => entry);
  const values = nodes.filter((node) => node.kind === 'value' && !node.embedded).flatMap((node) => node.outputs);
  const leaves = [...inputs, ...entries, ...values, recorder.keys];
  const starts = updates.map(([variable]) => recorder.entry(variable));
  const structure = structureOf(leaves, [...starts, ...updates.map(([, value]) => value), ...outputs], updates.length);
  return {
    inputs,
    variables,
    entries,
    draws: recorder.draws,
    keys: recorder.keys,
    values,
    updates,
    outputs,
    structure,
  };
}
