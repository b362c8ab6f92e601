import type { Target } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import type { Program } from './program.ts';
import type { Data } from './run.ts';
import type { Evaluate } from './state.ts';

/** A program compiled to run several times in a row, each run on the state that the one before left. */
export interface CompiledSteps {
  readonly target: Target;
  /** Whether the session was given up to make room: whoever kept this compiles again. */
  released: boolean;
}

/** Whether a program can run several times in one run of the engine, with the results of single runs. */
export function canStep(_program: Program): boolean {
  return false;
}

/** Compiles a program for several runs in a row on the device in use, or finds it compiled. */
export async function compileSteps(_program: Program): Promise<CompiledSteps> {
  return internal('several steps in a run are not there yet');
}

/**
 * Runs a program once for each element of `batches`, all of the same shapes, and gives each run's outputs, in order. State
 * changes only when all have succeeded.
 */
export async function runSteps(
  _program: Program,
  _compiled: CompiledSteps,
  _batches: readonly (readonly Data[])[],
  _evaluate: Evaluate,
): Promise<readonly (readonly Data[])[]> {
  return internal('several steps in a run are not there yet');
}
