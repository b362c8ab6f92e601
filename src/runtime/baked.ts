import type { Tensor, TypedArray, Variable } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Program } from './program.ts';
import { type Data, run } from './run.ts';
import { type Compiled, compileWith, release } from './session.ts';
import { type Evaluate, hostValue, versionOf } from './state.ts';

/** Runs in a row on the same weights, from which on they are written into the graph. */
const leastPatience = 2;
const mostPatience = 64;

/** Runs by which a graph with weights inside has paid for being compiled, about. */
const worthIt = 32;

/** Values that are written into a graph at most: its message holds 2 GB. */
const mostValues = 2 ** 27;

/** Graphs with weights inside: what tests look at. */
export const copies = { made: 0, held: 0 };

/** A program compiled with its weights inside. */
interface Copy {
  readonly program: Program;
  readonly compiled: Compiled;
  /** The versions of the weights inside. */
  readonly versions: readonly number[];
  runs: number;
  /** Runs that are under way. */
  users: number;
}

/** Runs of a program in a row on the same weights. */
interface Streak {
  readonly program: Program;
  readonly versions: readonly number[];
  runs: number;
}

/**
 * Runs programs that are run again and again on the same weights. From the second run on these are constants of the graph, which the
 * engine then folds, reorders and keeps as its products want them. There is one such graph at a time, given up when weights
 * change; where they change before it has paid for itself, the next one is made later. What happens follows from the runs alone,
 * never from how long they take, so that a program repeated gives the same bits.
 */
export class Baked {
  #copy: Copy | null = null;
  #streak: Streak | null = null;
  #making = false;
  #patience = leastPatience;

  /** Runs a program, by the graph with weights inside where there is one. */
  async run(
    program: Program,
    compiled: Compiled,
    inputs: readonly Data[],
    evaluate: Evaluate,
  ): Promise<readonly Data[]> {
    // On a GPU weights are not fed in any case, and its kernels are the same for constants.
    if (compiled.target === 'webgpu') return run(program, compiled, inputs, evaluate);
    const copy = this.#current(program, compiled) ?? (await this.#made(program, compiled, evaluate));
    if (copy === null) return run(program, compiled, inputs, evaluate);
    copy.runs++;
    copy.users++;
    try {
      return await run(program, copy.compiled, inputs, evaluate);
    } finally {
      copy.users--;
      if (copy !== this.#copy) releaseUnused(copy);
    }
  }

  /** Gives up the graph with weights inside. */
  drop(): void {
    this.#streak = null;
    const copy = this.#copy;
    if (copy === null) return;
    this.#copy = null;
    this.#patience = copy.runs < worthIt ? Math.min(2 * this.#patience, mostPatience) : leastPatience;
    releaseUnused(copy);
  }

  #current(program: Program, { target }: Compiled): Copy | null {
    const copy = this.#copy;
    if (copy === null || copy.program !== program) return null;
    if (copy.compiled.target === target && isCurrent(program, copy.versions)) return copy;
    this.drop();
    return null;
  }

  /** A new graph with the weights inside, if it is time for one. */
  async #made(program: Program, { target }: Compiled, evaluate: Evaluate): Promise<Copy | null> {
    if (this.#streak === null || this.#streak.program !== program || !isCurrent(program, this.#streak.versions))
      this.#streak = { program, versions: versionsOf(program), runs: 0 };
    const streak = this.#streak;
    const { versions } = streak;
    streak.runs++;
    if (streak.runs < this.#patience || this.#making || !fits(program)) return null;
    this.#making = true;
    try {
      const constants = new Map<Tensor, TypedArray>();
      for (const [variable, entry] of constantsOf(program)) constants.set(entry, await hostValue(variable, evaluate));
      const compiled = await compileWith(program, target, constants);
      copies.made++;
      copies.held++;
      const copy: Copy = { program, compiled, versions, runs: 0, users: 0 };
      abandoned.register(this, copy);
      // Weights may have changed since the run began.
      if (streak !== this.#streak) {
        releaseUnused(copy);
        return null;
      }
      this.drop();
      this.#copy = copy;
      return copy;
    } finally {
      this.#making = false;
    }
  }
}

/** Graphs of models that are no more: outside Node nothing else gives their memory back. */
const abandoned = /* @__PURE__ */ new FinalizationRegistry<Copy>(releaseUnused);

function releaseUnused(copy: Copy): void {
  if (copy.users > 0 || copy.compiled.released) return;
  copies.held--;
  void release(copy.compiled);
}

const constants = new WeakMap<Program, readonly (readonly [Variable, Tensor])[]>();

/** Variables that a program reads and never changes, with their placeholders. */
function constantsOf(program: Program): readonly (readonly [Variable, Tensor])[] {
  let found = constants.get(program);
  if (found === undefined) {
    const updated = new Set(program.updates.map(([variable]) => variable));
    found = program.variables.flatMap((variable, i) => {
      const entry = program.entries[i];
      return entry === undefined || updated.has(variable) ? [] : [[variable, entry] as const];
    });
    constants.set(program, found);
  }
  return found;
}

function fits(program: Program): boolean {
  const values = constantsOf(program).reduce((sum, [{ shape }]) => sum + sizeOf(shape.map(Number)), 0);
  return values > 0 && values <= mostValues;
}

function versionsOf(program: Program): readonly number[] {
  return constantsOf(program).map(([variable]) => versionOf(variable));
}

/** Whether a program's weights are those of these versions. */
function isCurrent(program: Program, versions: readonly number[]): boolean {
  return constantsOf(program).every(([variable], i) => versionOf(variable) === versions[i]);
}
