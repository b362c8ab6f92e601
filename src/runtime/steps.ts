import type { Target } from '../graph/index.ts';
import { currentDevice } from './device.ts';
import type { EngineSession } from './ort.ts';
import type { Program } from './program.ts';
import type { Data } from './run.ts';
import { keyOf, release } from './session.ts';
import { SessionCache } from './session-cache.ts';
import type { Evaluate } from './state.ts';
import { compileQueue } from './steps-queue.ts';
import { compileScan } from './steps-scan.ts';

/** A program compiled to run several times in a row, each run on the state that the one before left. */
export interface CompiledSteps {
  readonly target: Target;
  readonly session: EngineSession;
  /**
   * Runs the program once for each batch, all of the same shapes, and gives each run's outputs, in order. State changes only when all have
   * succeeded.
   */
  readonly run: (
    program: Program,
    batches: readonly (readonly Data[])[],
    evaluate: Evaluate,
  ) => Promise<readonly (readonly Data[])[]>;
  /** Whether the session was given up to make room: whoever kept this compiles again. */
  released: boolean;
}

const cache = new SessionCache<CompiledSteps>(32, release);

/** Compiles a program for several runs in a row on the device in use, or finds it compiled. */
export function compileSteps(program: Program): Promise<CompiledSteps> {
  const { device, threads } = currentDevice();
  const create = device === 'webgpu' ? compileQueue : compileScan;
  return cache.get(`${device}|${threads}|${keyOf(program)}`, () => create(program, device, threads));
}
