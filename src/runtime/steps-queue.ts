import type { Target, Tensor, TensorSpec, TypedArray, Value } from '../graph/index.ts';
import { GraphBuilder, lower, modelBytes } from '../onnx/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { engineOf } from './device.ts';
import type { Engine, EngineSession, EngineTensor } from './ort.ts';
import type { Program } from './program.ts';
import type { Data } from './run.ts';
import { engineError, exclusively } from './session.ts';
import { type Evaluate, holdResult, placedTensor, readyTensor } from './state.ts';
import type { CompiledSteps } from './steps.ts';

/** Steps whose outputs are held before they are read. */
const mostHeld = 64;

interface Queue {
  readonly program: Program;
  readonly target: Target;
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly names: QueueNames;
}

/**
 * Compiles a program for several runs in a row on a GPU. Its runs wait for nothing: state and outputs stay there, and the outputs of all
 * steps are read at once. A `Scan` would not do, since the engine runs that on the CPU.
 */
export async function compileQueue(program: Program, target: Target, threads: number | null): Promise<CompiledSteps> {
  const engine = await engineOf(target);
  const { bytes, names } = writeQueued(program, target);
  const kept = [...names.updates, names.after];
  try {
    const settings = { optimization: 'extended', kept, threads, strict: false } as const;
    const session = await exclusively(() => engine.session(bytes, settings));
    return {
      target,
      session,
      run: (program, batches, evaluate) => runQueue({ program, target, engine, session, names }, batches, evaluate),
      released: false,
    };
  } catch (cause) {
    throw engineError(cause, `a graph that ${target} can compile`);
  }
}

async function runQueue(
  queue: Queue,
  batches: readonly (readonly Data[])[],
  evaluate: Evaluate,
): Promise<readonly (readonly Data[])[]> {
  const { program, target, engine, names } = queue;
  const fixed: Record<string, EngineTensor> = {};
  for (const [i, { node, dtype, shape }] of program.values.entries()) {
    if (node.kind !== 'value') internal('a fed value is no value');
    fixed[names.values[i] ?? ''] = engine.tensor(dtype, node.data, shape.map(Number));
  }
  for (const [i, variable] of program.variables.entries())
    fixed[names.entries[i] ?? ''] =
      readyTensor(variable, target) ?? (await placedTensor(variable, target, engine, evaluate));
  const outputs: (readonly Data[])[] = [];
  /** What the last step left; nothing before the first. */
  let state: readonly EngineTensor[] = [];
  try {
    for (let start = 0; start < batches.length; start += mostHeld) {
      const some = batches.slice(start, start + mostHeld);
      let window = engine.tensor('float32', new Float32Array(names.length), [names.length]);
      for (const inputs of some) {
        const feeds = { ...fixed, ...entriesOf(queue, state), [names.before]: window };
        const results = await step(queue, feeds, inputs);
        for (const tensor of [window, ...state]) free(tensor);
        window = results[names.after] ?? internal('the outputs were lost');
        state = names.updates.map((name) => results[name] ?? internal('an update is missing'));
      }
      const last = window;
      const data = last.location === 'cpu' ? last.data : await exclusively(() => engine.download(last, 'float32'));
      free(last);
      outputs.push(...apart(program, data, some.length));
    }
  } catch (cause) {
    for (const tensor of state) free(tensor);
    throw engineError(cause, 'inputs that the graph can run on');
  }
  for (const [i, [variable]] of program.updates.entries())
    holdResult(variable, state[i] ?? internal('an update is missing'), target);
  return outputs;
}

function step(
  { program, engine, session, names }: Queue,
  feeds: Record<string, EngineTensor>,
  inputs: readonly Data[],
): Promise<Readonly<Record<string, EngineTensor>>> {
  for (const [i, { dtype }] of program.inputs.entries()) {
    const { data, shape } = inputs[i] ?? internal('an input was not given');
    feeds[names.inputs[i] ?? ''] = engine.tensor(dtype, data, shape);
  }
  const keys = Uint32Array.from(program.draws, (source) => source.nextKey());
  if (keys.length > 0) feeds[names.keys] = engine.tensor('uint32', keys, [keys.length]);
  return exclusively(() => session.run(feeds));
}

/** What the last step left, in the place of the variables that it changed. */
function entriesOf({ program, names }: Queue, state: readonly EngineTensor[]): Record<string, EngineTensor> {
  return Object.fromEntries(
    state.map((tensor, i) => {
      const [variable] = program.updates[i] ?? internal('an update is missing');
      return [names.entries[program.variables.indexOf(variable)] ?? internal('a variable is missing'), tensor];
    }),
  );
}

function free(tensor: EngineTensor): void {
  if (tensor.location !== 'cpu') tensor.dispose();
}

/** The outputs of the last steps, from the end of the window. */
function apart({ outputs }: Program, window: TypedArray, steps: number): readonly (readonly Data[])[] {
  const sizes = outputs.map(({ dims }) => sizeOf(dims.map(Number)));
  let at = window.length - steps * sizes.reduce((sum, size) => sum + size, 0);
  return Array.from({ length: steps }, () =>
    outputs.map(({ dims }, i) => {
      const data = window.slice(at, at + (sizes[i] ?? 0));
      at += data.length;
      return { data, shape: dims.map(Number) };
    }),
  );
}

/** The names of what the graph takes and gives. */
interface QueueNames {
  readonly entries: readonly string[];
  readonly values: readonly string[];
  readonly inputs: readonly string[];
  readonly keys: string;
  readonly updates: readonly string[];
  /** The window of outputs, before a step and after it. */
  readonly before: string;
  readonly after: string;
  /** Length of the window. */
  readonly length: number;
}

/** Writes a program that puts its outputs behind those of the steps before it, in a window of fixed length. */
function writeQueued(program: Program, target: Target): { readonly bytes: Uint8Array; readonly names: QueueNames } {
  const onnx = new GraphBuilder(target);
  const values = new Map<Tensor, Value>();
  const leaf = (prefix: string) => (tensor: Tensor, i: number) => {
    const value = onnx.input(tensor, `${prefix}${i}`);
    values.set(tensor, value);
    return value.name;
  };
  const entries = program.entries.map(leaf('s'));
  const inputs = program.inputs.map(leaf('x'));
  const fed = program.values.map(leaf('c'));
  const keys = program.draws.length > 0 ? leaf('k')(program.keys, 0) : '';
  const taken = [...values.values()];
  const given = lower(onnx, [...program.updates.map(([, value]) => value), ...program.outputs], values);
  const updates = given.slice(0, program.updates.length);
  const width = program.outputs.reduce((sum, { dims }) => sum + sizeOf(dims.map(Number)), 0);
  const length = mostHeld * width;
  const before = onnx.input(vector(length), 'w');
  let window = onnx.node('Slice', [before, onnx.ints([width]), onnx.ints([length])], vector(length - width));
  for (const output of given.slice(updates.length)) {
    const size = sizeOf(output.dims.map(Number));
    const flat = onnx.node('Reshape', [output, onnx.ints([size])], vector(size));
    window = onnx.node('Concat', [window, flat], vector(Number(window.dims[0]) + size), { axis: 0 });
  }
  const all = onnx.distinct([...updates, window], [...taken, before]);
  return {
    bytes: modelBytes(onnx.graph(all)),
    names: {
      entries,
      inputs,
      values: fed,
      keys,
      updates: all.slice(0, updates.length).map(({ name }) => name),
      before: before.name,
      after: all.at(-1)?.name ?? internal('the window was lost'),
      length,
    },
  };
}

function vector(length: number): TensorSpec {
  return { dtype: 'float32', dims: [length] };
}
