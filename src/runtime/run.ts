import { dtypes, type TypedArray, type Value } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { type Arena, arenaFor, type Fused } from './arena.ts';
import { drawMasks } from './drawing.ts';
import type { Engine, EngineTensor } from './ort.ts';
import type { Program } from './program.ts';
import { type Compiled, compile, engineError, exclusively } from './session.ts';
import { type Evaluate, holdResult, moveIn, noteChange, placedTensor, readyTensor } from './state.ts';

/** Values with a shape. */
export interface Data {
  readonly data: TypedArray;
  readonly shape: readonly number[];
}

/**
 * Runs a compiled program once: reads its variables, feeds the inputs, stores the updates, gives the outputs. State changes
 * only when the whole run has succeeded.
 */
export async function run(
  program: Program,
  compiled: Compiled,
  inputs: readonly Data[],
  evaluate: Evaluate,
): Promise<readonly Data[]> {
  const { engine, names, session, target, fused, drawn, into } = compiled;
  const arena = fused && (await arenaOf(program, fused, engine));
  // Waiting even for nothing takes time, and there may be hundreds.
  for (const resident of arena?.residents ?? [])
    if (readyTensor(resident.variable, target) !== resident.tensor) await moveIn(resident, target, evaluate);
  const feeds: Record<string, EngineTensor> = { ...arena?.sources };
  const feed = (name: string | undefined, tensor: EngineTensor): void => {
    feeds[name ?? internal('an input without name')] = tensor;
  };
  for (const [i, variable] of program.variables.entries()) {
    const name = names.entries[i];
    if (name === null) continue; // only kernels read it, or it stands in the graph
    const ready = readyTensor(variable, target);
    feed(name, ready ?? (await placedTensor(variable, target, engine, evaluate)));
  }
  for (const [i, tensor] of program.values.entries()) {
    const { node } = tensor;
    if (node.kind !== 'value') internal('a fed value is no value');
    feed(names.values[i], engine.tensor(tensor.dtype, node.data, staticShape(tensor.shape)));
  }
  for (const [i, placeholder] of program.inputs.entries()) {
    const { data, shape } = inputs[i] ?? internal('an input was not given');
    feed(names.inputs[i], engine.tensor(placeholder.dtype, data, shape));
  }
  const keys = Uint32Array.from(program.draws, (source) => source.nextKey());
  if (keys.length > 0) feed(names.keys, engine.tensor('uint32', keys, [keys.length]));
  const targets = into && { ...targetsOf(into, engine), ...arena?.targets };
  const shapes = inputs.map(({ shape }) => shape);
  const results = await exclusively(async () => {
    if (drawn.length > 0) Object.assign(feeds, drawMasks(drawn, keys, shapes, engine));
    const given = await (targets === null ? session.run(feeds) : session.run(feeds, targets));
    // Before anything else enters the engine, which may look at the same memory.
    arena?.update(given);
    return given;
  }).catch((cause: unknown) => {
    throw engineError(cause, 'inputs that the graph can run on');
  });
  for (const [i, [variable]] of program.updates.entries()) {
    const name = names.updates[i];
    // A kernel has done it, in place.
    if (name === null) noteChange(variable);
    else holdResult(variable, results[name ?? ''] ?? internal('an update is missing'), target);
  }
  return names.outputs.map((name) => {
    const tensor = results[name] ?? internal('an output is missing');
    return { data: tensor.data, shape: tensor.dims };
  });
}

/** New tensors for results, which are kept. */
function targetsOf(results: readonly Value[], engine: Engine): Record<string, EngineTensor> {
  return Object.fromEntries(
    results.map(({ name, dtype, dims }) => {
      const shape = dims.map((dim) => (typeof dim === 'number' ? dim : internal('a result of unknown shape')));
      return [name, engine.tensor(dtype, dtypes[dtype].zeros(sizeOf(shape)), shape)];
    }),
  );
}

const arenas = new WeakMap<Program, Promise<Arena>>();

/** The memory of a program's kernels, laid out when it first runs. */
function arenaOf(program: Program, fused: Fused, engine: Engine): Promise<Arena> {
  const arena = arenas.get(program) ?? arenaFor(fused, program.variables, engine);
  arenas.set(program, arena);
  return arena;
}

/** Compiles a program and runs it. */
export async function compileAndRun(
  program: Program,
  inputs: readonly Data[],
  evaluate: Evaluate,
): Promise<readonly Data[]> {
  return run(program, await compile(program), inputs, evaluate);
}

function staticShape(shape: readonly (number | null)[]): readonly number[] {
  return shape.map((dim) => dim ?? internal('a value of unknown shape'));
}
