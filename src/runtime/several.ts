import { dtypes, isStatic } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { getDevice } from './device.ts';
import type { Program } from './program.ts';
import type { CompiledSteps } from './steps.ts';

/** Bytes of state up to which updates in the graph take less time than entering the engine for every step. */
const mostBytes = 1.5e6;

/**
 * Whether a program can run several times in a row on the device in use, without going back to the host in between. On processors those
 * with much state do not: kernels between the steps save more than entering the engine takes.
 */
export function canStep({ updates, outputs }: Program): boolean {
  if (updates.length === 0 || outputs.length === 0) return false;
  // On a GPU outputs are held in a window of floats.
  if (getDevice() === 'webgpu')
    return outputs.every(({ dtype, dims }) => dtype === 'float32' && isStatic(dims) && sizeOf(dims) > 0);
  const sizes = updates.map(([{ dtype, shape }]) => dtypes[dtype].bytes * sizeOf(shape.map(Number)));
  return sizes.reduce((sum, size) => sum + size, 0) <= mostBytes;
}

/** Compiles a program for several runs in a row on the device in use. What it takes is loaded now: most training goes step by step. */
export async function compileSteps(program: Program): Promise<CompiledSteps> {
  const steps = await import('./steps.ts');
  return steps.compileSteps(program);
}
