import { dtypes, type TypedArray } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { copyInto } from './copy.ts';
import type { Program } from './program.ts';
import { type Data, run } from './run.ts';
import { type Compiled, compile } from './session.ts';
import { type Evaluate, hostValue, setValue } from './state.ts';
import type { CompiledSteps } from './steps.ts';

/**
 * Several runs in a row that are single ones: with much state, kernels between the runs save more than one run for all steps would.
 * What the state was is kept meanwhile, for the case that a step fails.
 */
export async function compileRepeated(program: Program): Promise<CompiledSteps> {
  const compiled = await compile(program);
  return {
    target: compiled.target,
    session: compiled.session,
    run: (program, batches, evaluate) => runRepeated(program, compiled, batches, evaluate),
    // The session is that of single runs, and given up with it.
    get released() {
      return compiled.released;
    },
  };
}

async function runRepeated(
  program: Program,
  compiled: Compiled,
  batches: readonly (readonly Data[])[],
  evaluate: Evaluate,
): Promise<readonly (readonly Data[])[]> {
  const before = await copiesOf(program, evaluate);
  const outputs: (readonly Data[])[] = [];
  try {
    for (const inputs of batches) outputs.push(await run(program, compiled, inputs, evaluate));
  } catch (error) {
    copies.delete(program);
    for (const [i, [variable]] of program.updates.entries())
      setValue(variable, before[i] ?? internal('a copy is missing'));
    throw error;
  }
  return outputs;
}

const copies = new WeakMap<Program, readonly TypedArray[]>();

/** The values of what a program changes, in memory that is used again. */
async function copiesOf(program: Program, evaluate: Evaluate): Promise<readonly TypedArray[]> {
  const made =
    copies.get(program) ?? program.updates.map(([{ dtype, shape }]) => dtypes[dtype].zeros(sizeOf(shape.map(Number))));
  copies.set(program, made);
  for (const [i, [variable]] of program.updates.entries())
    copyInto(made[i] ?? internal('a copy is missing'), await hostValue(variable, evaluate));
  return made;
}
