import type { Target } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { currentDevice, engineOf } from './device.ts';
import type { Engine, EngineSession, EngineTensor } from './ort.ts';
import type { Program } from './program.ts';
import type { Data } from './run.ts';
import { engineError, exclusively } from './session.ts';
import { type Evaluate, holdResult, placedTensor, readyTensor } from './state.ts';
import { type StepNames, writeSteps } from './steps-write.ts';

/** A program compiled to run several times in a row, each run on the state that the one before left. */
export interface CompiledSteps {
  readonly target: Target;
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly names: StepNames;
  /** Whether the session was given up to make room: whoever kept this compiles again. */
  released: boolean;
}

/** Whether a program can run several times in one run of the engine, with the results of single runs. */
export function canStep(_program: Program): boolean {
  return true;
}

/** Compiles a program for several runs in a row on the device in use, or finds it compiled. */
export async function compileSteps(program: Program): Promise<CompiledSteps> {
  const { device: target, threads } = currentDevice();
  const engine = await engineOf(target);
  const { bytes, names } = writeSteps(program, target);
  const session = await exclusively(() =>
    engine.session(bytes, { optimization: 'extended', kept: [], threads, strict: false }),
  );
  return { target, engine, session, names, released: false };
}

/**
 * Runs a program once for each element of `batches`, all of the same shapes, and gives each run's outputs, in order. State
 * changes only when all have succeeded.
 */
export async function runSteps(
  program: Program,
  compiled: CompiledSteps,
  batches: readonly (readonly Data[])[],
  evaluate: Evaluate,
): Promise<readonly (readonly Data[])[]> {
  const { target, engine, session, names } = compiled;
  const feeds: Record<string, EngineTensor> = {};
  const feed = (name: string | undefined, tensor: EngineTensor): void => {
    feeds[name ?? internal('an input without name')] = tensor;
  };
  for (const [i, variable] of program.variables.entries())
    feed(names.entries[i], readyTensor(variable, target) ?? (await placedTensor(variable, target, engine, evaluate)));
  for (const [i, tensor] of program.values.entries()) {
    const { node } = tensor;
    if (node.kind !== 'value') internal('a fed value is no value');
    feed(names.values[i], engine.tensor(tensor.dtype, node.data, tensor.shape.map(Number)));
  }
  const [first = []] = batches;
  const stacked = program.inputs.map((placeholder, i) => {
    const { data, shape } = first[i] ?? internal('an input was not given');
    const all = new (data.constructor as Float32ArrayConstructor)(data.length * batches.length);
    for (const [step, batch] of batches.entries()) all.set((batch[i]?.data ?? []) as Float32Array, step * data.length);
    return engine.tensor(placeholder.dtype, all, [batches.length, ...shape]);
  });
  for (const [i, tensor] of stacked.entries()) feed(names.inputs[i], tensor);
  const width = Math.max(1, program.draws.length);
  const keys = new Uint32Array(batches.length * width);
  for (const step of batches.keys())
    for (const [i, source] of program.draws.entries()) keys[step * width + i] = source.nextKey();
  feed(names.keys, engine.tensor('uint32', keys, [batches.length, width]));
  const results = await exclusively(() => session.run(feeds)).catch((cause: unknown) => {
    throw engineError(cause, 'inputs that the graph can run on');
  });
  for (const [i, [variable]] of program.updates.entries())
    holdResult(variable, results[names.updates[i] ?? ''] ?? internal('an update is missing'), target);
  return batches.map((_, step) =>
    names.outputs.map((name) => {
      const { data, dims } = results[name] ?? internal('an output is missing');
      const size = data.length / batches.length;
      return { data: data.subarray(step * size, (step + 1) * size), shape: dims.slice(1) };
    }),
  );
}
