import type { TypedArray } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { type Arena, arenaFor, type Fused } from './arena.ts';
import { drawMasks } from './drawing.ts';
import type { EngineTensor } from './ort.ts';
import type { Program } from './program.ts';
import { type Compiled, compile, engineError, exclusively } from './session.ts';
import { type Evaluate, holdResult, moveIn, noteChange, placedTensor, readyTensor } from './state.ts';
import { Targets } from './targets.ts';

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
  const { engine, names, session, target, fused, drawn } = compiled;
  // Before anything is looked at that may change meanwhile.
  const turn = engine.dueTurn?.() ?? null;
  if (turn !== null) await turn;
  const { arena, targets } = fused === null ? nowhere : await workplaceOf(program, compiled, fused);
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
  const keys = program.draws.length > 0 ? Uint32Array.from(program.draws, (source) => source.nextKey()) : noKeys;
  if (keys.length > 0) feed(names.keys, engine.tensor('uint32', keys, [keys.length]));
  const enter = (): void => {
    if (drawn.length === 0) return;
    const shapes = inputs.map(({ shape }) => shape);
    Object.assign(feeds, drawMasks(drawn, keys, shapes, engine));
  };
  let results: Readonly<Record<string, EngineTensor>>;
  try {
    if (session.runAtOnce !== undefined) {
      enter();
      results = session.runAtOnce(feeds, targets?.next());
      arena?.update(results);
      targets?.written();
    } else
      results = await exclusively(async () => {
        enter();
        const given = await session.run(feeds, targets?.fresh());
        // Before anything else enters the engine, which may look at the same memory.
        arena?.update(given);
        return given;
      });
  } catch (cause) {
    throw engineError(cause, 'inputs that the graph can run on');
  }
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

const noKeys = new Uint32Array(0);

/** The memory that a program of its own works in. */
interface Workplace {
  readonly arena: Arena | null;
  /** Where the engine writes; null where it gives memory of its own. */
  readonly targets: Targets | null;
}

const nowhere: Workplace = { arena: null, targets: null };

const workplaces = new WeakMap<Program, Promise<Workplace>>();

/** Laid out when the program first runs. */
function workplaceOf(program: Program, compiled: Compiled, fused: Fused): Promise<Workplace> {
  const workplace = workplaces.get(program) ?? workplaceFor(program, compiled, fused);
  workplaces.set(program, workplace);
  return workplace;
}

async function workplaceFor(program: Program, { engine, names, into }: Compiled, fused: Fused): Promise<Workplace> {
  const arena = await arenaFor(fused, program.variables, engine);
  return { arena, targets: into && new Targets(engine, names, into, arena.targets) };
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
