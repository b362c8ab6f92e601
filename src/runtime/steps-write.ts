import { type Target, type Tensor, type TensorSpec, Unknown, type Value } from '../graph/index.ts';
import { GraphBuilder, lower, modelBytes } from '../onnx/index.ts';
import { internal } from '../utils/errors.ts';
import type { Program } from './program.ts';

/** The names of what a graph of several steps takes and gives. */
export interface StepNames {
  /** What is fed for each variable. */
  readonly entries: readonly string[];
  readonly values: readonly string[];
  /** Batches, one behind another. */
  readonly inputs: readonly string[];
  /** Keys of all steps, a row for each. */
  readonly keys: string;
  /** The new values of the variables that change, in the order of the program's updates. */
  readonly updates: readonly string[];
  /** Outputs of all steps, one behind another. */
  readonly outputs: readonly string[];
}

/** A program that is run several times, as the engine takes it. */
export interface WrittenSteps {
  readonly bytes: Uint8Array;
  readonly names: StepNames;
}

/**
 * Writes a program as the body of a `Scan` over batches: variables that change are its state, all else is seen from within by
 * name. How many steps there are and how many samples in a batch is left open.
 *
 * @see https://onnx.ai/onnx/operators/onnx__Scan.html
 */
export function writeSteps(program: Program, target: Target): WrittenSteps {
  const onnx = new GraphBuilder(target);
  const body = onnx.body();
  const values = new Map<Tensor, Value>();
  const entries = program.entries.map((entry, i) => onnx.input(entry, `s${i}`));
  for (const [i, entry] of program.entries.entries()) values.set(entry, entries[i] ?? internal('an entry is missing'));
  const state = program.updates.map(([variable]) => {
    const entry = program.entries[program.variables.indexOf(variable)] ?? internal('a variable is missing');
    const outside = values.get(entry) ?? internal('an entry is missing');
    values.set(entry, body.input(entry));
    return outside;
  });
  const fed = program.values.map((tensor, i) => {
    const value = onnx.input(tensor, `c${i}`);
    values.set(tensor, value);
    return value.name;
  });
  const steps = new Unknown();
  const sliced = (tensor: Tensor, name: string): Value => {
    values.set(tensor, body.input(tensor));
    return onnx.input(stacked(tensor, steps), name);
  };
  const inputs = program.inputs.map((tensor, i) => sliced(tensor, `x${i}`));
  const keys = sliced(program.keys, 'k');
  const taken = [...values.values()];
  const results = [...program.updates.map(([, value]) => value), ...program.outputs];
  const inner = body.graph(body.distinct(lower(body, results, values), taken));
  const given = onnx.nodesWithGraph(
    'Scan',
    [...state, ...inputs, keys],
    [...state, ...program.outputs.map((output) => stacked(output, steps))],
    { num_scan_inputs: inputs.length + 1 },
    inner,
  );
  return {
    bytes: modelBytes(onnx.graph(given)),
    names: {
      entries: entries.map(({ name }) => name),
      values: fed,
      inputs: inputs.map(({ name }) => name),
      keys: keys.name,
      updates: given.slice(0, state.length).map(({ name }) => name),
      outputs: given.slice(state.length).map(({ name }) => name),
    },
  };
}

function stacked({ dtype, dims }: TensorSpec, steps: Unknown): TensorSpec {
  return { dtype, dims: [steps, ...dims] };
}
