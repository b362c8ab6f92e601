import type { Target } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { blocksFor } from './blocks.ts';
import { engineOf } from './device.ts';
import { drawnOf, drawStepMasks } from './drawing.ts';
import type { Engine, EngineSession, EngineTensor } from './ort.ts';
import type { Program } from './program.ts';
import type { Data } from './run.ts';
import { engineError, exclusively } from './session.ts';
import { type Evaluate, moveIn, noteChange, placedTensor, readyTensor } from './state.ts';
import type { CompiledSteps } from './steps.ts';
import { homeFor, type StepHome } from './steps-home.ts';
import { planSteps } from './steps-plan.ts';
import { Stack } from './steps-stack.ts';
import { type WrittenSteps, writeSteps } from './steps-write.ts';

interface Scan {
  readonly target: Target;
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly written: Omit<WrittenSteps, 'bytes'>;
  readonly stacks: readonly Stack[];
}

/** Compiles a program for several runs in one run of the CPU's engine. */
export async function compileScan(program: Program, target: Target, threads: number | null): Promise<CompiledSteps> {
  const engine = await engineOf(target);
  const results = [...program.updates.map(([, value]) => value), ...program.outputs];
  const { bytes, ...written } = writeSteps(program, planSteps(program), target, {
    drawn: drawnOf(program, results),
    blocks: await blocksFor(engine, results),
  });
  try {
    const settings = { optimization: 'extended', kept: [], threads, strict: false } as const;
    const session = await exclusively(() => engine.session(bytes, settings));
    const stacks = written.inputs.map(() => new Stack());
    const scan = { target, engine, session, written, stacks };
    return {
      target,
      session,
      run: (program, batches, evaluate) => runScan(program, scan, batches, evaluate),
      released: false,
    };
  } catch (cause) {
    throw engineError(cause, `a graph that ${target} can compile`);
  }
}

async function runScan(
  program: Program,
  scan: Scan,
  batches: readonly (readonly Data[])[],
  evaluate: Evaluate,
): Promise<readonly (readonly Data[])[]> {
  const { target, engine, session, written, stacks } = scan;
  const [first = []] = batches;
  const turn = engine.dueTurn?.() ?? null;
  if (turn !== null) await turn;
  const home = await homeOf(program, scan);
  for (const resident of home.residents)
    if (readyTensor(resident.variable, target) !== resident.tensor) await moveIn(resident, target, evaluate);
  const feeds: Record<string, EngineTensor> = { ...home.sources };
  for (const { name, place } of written.read) {
    const variable = program.variables[place] ?? internal('a variable is missing');
    feeds[name] = readyTensor(variable, target) ?? (await placedTensor(variable, target, engine, evaluate));
  }
  for (const [i, { node, dtype, shape }] of program.values.entries()) {
    if (node.kind !== 'value') internal('a fed value is no value');
    feeds[written.values[i] ?? ''] = engine.tensor(dtype, node.data, shape.map(Number));
  }
  const keys = batches.map(() => Uint32Array.from(program.draws, (source) => source.nextKey()));
  feeds[written.keys] = keysTensor(keys, engine);
  const shapes = first.map(({ shape }) => shape);
  const steps = batches.length;
  const results = await exclusively(async () => {
    // Into memory that is used again, so only now that the engine is ours.
    for (const [i, { dtype }] of program.inputs.entries()) {
      const parts = batches.map((batch) => batch[i]?.data ?? internal('an input was not given'));
      const data = stacks[i]?.joined(dtype, parts) ?? internal('an input without memory');
      feeds[written.inputs[i] ?? ''] = engine.tensor(dtype, data, [steps, ...(shapes[i] ?? [])]);
    }
    if (written.drawn.length > 0) Object.assign(feeds, drawStepMasks(written.drawn, keys, shapes, engine));
    const given = await session.run(feeds);
    home.keep(given);
    return given;
  }).catch((cause: unknown) => {
    throw engineError(cause, 'inputs that the graph can run on');
  });
  for (const { variable } of home.residents) noteChange(variable);
  return apart(
    written.outputs.map(({ name }) => results[name] ?? internal('an output is missing')),
    steps,
  );
}

const homes = new WeakMap<Program, Promise<StepHome>>();

/** The memory of a program's state, laid out when it first runs. */
function homeOf(program: Program, { written, engine }: Scan): Promise<StepHome> {
  const home = homes.get(program) ?? homeFor(written.carried, program.variables, engine);
  homes.set(program, home);
  return home;
}

/** Keys of all steps, a row for each; a program that draws nothing gets a column all the same, by which steps are counted. */
function keysTensor(rows: readonly Uint32Array[], engine: Engine): EngineTensor {
  const width = Math.max(1, rows[0]?.length ?? 0);
  const all = new Uint32Array(rows.length * width);
  for (const [i, row] of rows.entries()) all.set(row, i * width);
  return engine.tensor('uint32', all, [rows.length, width]);
}

/** The outputs of each step. */
function apart(outputs: readonly EngineTensor[], steps: number): readonly (readonly Data[])[] {
  return Array.from({ length: steps }, (_, step) =>
    outputs.map(({ data, dims }) => {
      const size = data.length / steps;
      return { data: data.subarray(step * size, (step + 1) * size), shape: dims.slice(1) };
    }),
  );
}
