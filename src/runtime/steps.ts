import { dtypes, type Target } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { currentDevice, getDevice } from './device.ts';
import type { EngineSession } from './ort.ts';
import type { Program } from './program.ts';
import type { Data } from './run.ts';
import { keyOf, release } from './session.ts';
import { SessionCache } from './session-cache.ts';
import type { Evaluate } from './state.ts';
import { canQueue, compileQueue } from './steps-queue.ts';
import { compileScan } from './steps-scan.ts';

/** A program compiled to run several times in a row, each run on the state that the one before left. */
export interface CompiledSteps {
  readonly target: Target;
  readonly session: EngineSession;
  readonly run: (
    program: Program,
    batches: readonly (readonly Data[])[],
    evaluate: Evaluate,
  ) => Promise<readonly (readonly Data[])[]>;
  /** Whether the session was given up to make room: whoever kept this compiles again. */
  released: boolean;
}

/** Bytes of state up to which updates in the graph take less time than entering the engine for every step. */
const mostBytes = 1.5e6;

const cache = new SessionCache<CompiledSteps>(32, release);

/**
 * Whether a program can run several times in a row on the device in use, without going back to the host in between. On processors those
 * with much state do not: kernels between the steps save more than entering the engine takes.
 */
export function canStep(program: Program): boolean {
  const { updates, outputs } = program;
  if (updates.length === 0 || outputs.length === 0) return false;
  return getDevice() === 'webgpu' ? canQueue(program) : stateBytes(program) <= mostBytes;
}

/** Compiles a program for several runs in a row on the device in use, or finds it compiled. */
export function compileSteps(program: Program): Promise<CompiledSteps> {
  const { device, threads } = currentDevice();
  const create = device === 'webgpu' ? compileQueue : compileScan;
  return cache.get(`${device}|${threads}|${keyOf(program)}`, () => create(program, device, threads));
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
  return batches.length === 0 ? [] : compiled.run(program, batches, evaluate);
}

function stateBytes({ updates }: Program): number {
  return updates.reduce((sum, [{ dtype, shape }]) => sum + dtypes[dtype].bytes * sizeOf(shape.map(Number)), 0);
}
