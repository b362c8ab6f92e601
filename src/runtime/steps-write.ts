import { reachable, type Target, type Tensor, type TensorSpec, Unknown, type Value } from '../graph/index.ts';
import { GraphBuilder, lower, modelBytes } from '../onnx/index.ts';
import { internal } from '../utils/errors.ts';
import type { Drawn, DrawnInput } from './drawing.ts';
import { putTogether, takenApart } from './joining.ts';
import type { Program } from './program.ts';
import type { StepPlan, StepState } from './steps-plan.ts';

/** State that one step leaves for the next, with the names of its value before the first step and after the last. */
export interface Carried extends Pick<StepState, 'places' | 'flushed'> {
  readonly before: Value;
  readonly after: Value;
}

/** A program that is run several times, as the engine takes it. */
export interface WrittenSteps {
  readonly bytes: Uint8Array;
  readonly carried: readonly Carried[];
  /** Variables that no step changes: their names, with their places in the program. */
  readonly read: readonly { readonly name: string; readonly place: number }[];
  readonly values: readonly string[];
  /** Batches, one behind another. */
  readonly inputs: readonly string[];
  /** Keys of all steps, a row for each. */
  readonly keys: string;
  /** Masks of all steps, drawn before the first. */
  readonly drawn: readonly DrawnInput[];
  /** Outputs of all steps, one behind another. */
  readonly outputs: readonly Value[];
}

/** How steps are written. */
export interface StepOptions {
  /** Masks that are drawn before the graph runs. */
  readonly drawn: readonly Drawn[];
  /** Channels that convolutions take at a time; 0 for no form over blocks. */
  readonly blocks: number;
}

/**
 * Writes a program as the body of a `Scan` over batches: variables that change are its state, all else is seen from within by
 * name. How many steps there are and how many samples in a batch is left open.
 *
 * @see https://onnx.ai/onnx/operators/onnx__Scan.html
 */
export function writeSteps(
  program: Program,
  { states, joined }: StepPlan,
  target: Target,
  { drawn, blocks }: StepOptions,
): WrittenSteps {
  const onnx = new GraphBuilder(target, undefined, null, blocks);
  const body = onnx.body();
  const values = new Map<Tensor, Value>();
  const roots = [...states.map(({ after }) => after), ...program.outputs];
  const reached = new Set(reachable([...roots, ...joined.flatMap(({ tensors }) => tensors)]));
  const isRead = (tensor: Tensor | undefined): tensor is Tensor => tensor !== undefined && reached.has(tensor.node);
  const steps = new Unknown();
  const before = states.map(({ entry, places, run }, i) => {
    const inside = body.input(entry);
    values.set(entry, inside);
    const parts = run === null ? [] : places.map((place) => program.entries[place]);
    const read = parts.map((part) => (isRead(part) ? part : null));
    if (run !== null && read.some((part) => part !== null))
      for (const [part, value] of takenApart(body, inside, run, read)) values.set(part, value);
    return onnx.input(entry, `s${i}`);
  });
  const sliced = (tensor: Tensor, name: string): Value => {
    values.set(tensor, body.input(tensor));
    return onnx.input(stacked(tensor, steps), name);
  };
  const inputs = program.inputs.map((tensor, i) => sliced(tensor, `x${i}`));
  const masks = drawn.map(({ tensor }, i) => sliced(tensor, `d${i}`));
  const keys = sliced(program.keys, 'k');
  const whole = (tensor: Tensor, name: string): Value => {
    const value = onnx.input(tensor, name);
    values.set(tensor, value);
    return value;
  };
  const fed = program.values.map((tensor, i) => whole(tensor, `c${i}`));
  const carried = new Set(states.flatMap(({ places }) => places));
  const read = program.entries.flatMap((entry, place) =>
    carried.has(place) || !isRead(entry) ? [] : [{ name: whole(entry, `r${place}`).name, place }],
  );
  const taken = [...values.values()];
  for (const { entry, tensors } of joined) values.set(entry, putTogether(body, lower(body, tensors, values)));
  const inner = body.compact(body.distinct(lower(body, roots, values), taken));
  const given = onnx.nodesWithGraph(
    'Scan',
    [...before, ...inputs, ...masks, keys],
    [...before, ...program.outputs.map((output) => stacked(output, steps))],
    { num_scan_inputs: inputs.length + masks.length + 1 },
    inner,
  );
  return {
    bytes: modelBytes(onnx.graph(given)),
    carried: states.map(({ places, flushed }, i) => ({
      places,
      flushed,
      before: before[i] ?? internal('a state was lost'),
      after: given[i] ?? internal('a state was lost'),
    })),
    read,
    values: fed.map(({ name }) => name),
    inputs: inputs.map(({ name }) => name),
    keys: keys.name,
    drawn: drawn.map(({ tensor: _, ...mask }, i) => ({ ...mask, name: masks[i]?.name ?? internal('a mask was lost') })),
    outputs: given.slice(states.length),
  };
}

function stacked({ dtype, dims }: TensorSpec, steps: Unknown): TensorSpec {
  return { dtype, dims: [steps, ...dims] };
}
