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

/** Bytes of state at most: on the CPU it has two places in one memory of WebAssembly. */
const mostBytes = 1.9e9;

const cache = new SessionCache<CompiledSteps>(32, release);

/** Whether a program can run several times in a row on the device in use, without going back to the host in between. */
export function canStep(program: Program): boolean {
  const { updates, outputs } = program;
  if (updates.length === 0 || outputs.length === 0) return false;
  if (getDevice() === 'webgpu') return canQueue(program);
  const bytes = updates.map(([{ dtype, shape }]) => dtypes[dtype].bytes * sizeOf(shape.map(Number)));
  return bytes.reduce((sum, count) => sum + count) <= mostBytes;
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
