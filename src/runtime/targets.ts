import { dtypes, type Value } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import type { Engine, EngineTensor } from './ort.ts';
import type { Names } from './write.ts';

type Tensors = Readonly<Record<string, EngineTensor>>;

/** Tensors into which the engine writes what a program gives, beside those of its kernels. */
export class Targets {
  readonly #engine: Engine;
  readonly #kernels: Tensors;
  readonly #outputs: readonly Value[];
  readonly #updates: readonly Value[];
  /** New values of variables go into these by turns: the run that writes one set reads the other. */
  #sets: readonly [Tensors, Tensors];

  /**
   * @param results - what the graph gives as updates and outputs.
   * @param kernels - tensors for what kernels take.
   */
  constructor(engine: Engine, names: Names, results: readonly Value[], kernels: Tensors) {
    this.#engine = engine;
    this.#kernels = kernels;
    const outputs = new Set(names.outputs);
    this.#outputs = results.filter(({ name }) => outputs.has(name));
    this.#updates = results.filter(({ name }) => !outputs.has(name));
    const set = (): Tensors => ({ ...kernels, ...this.#tensorsOf(this.#updates) });
    this.#sets = [set(), set()];
  }

  /** The tensors for a run that is over before anything else happens. Outputs are new ones: whoever asked for them has them. */
  next(): Tensors {
    return { ...this.#sets[0], ...this.#tensorsOf(this.#outputs) };
  }

  /** Says that the run has written them all. */
  written(): void {
    const [now, before] = this.#sets;
    this.#sets = [before, now];
  }

  /** New tensors, for runs that may overlap. */
  fresh(): Tensors {
    return { ...this.#kernels, ...this.#tensorsOf(this.#updates), ...this.#tensorsOf(this.#outputs) };
  }

  #tensorsOf(values: readonly Value[]): Tensors {
    const tensors: Record<string, EngineTensor> = {};
    for (const { name, dtype, dims } of values) {
      const shape = dims.map((dim) => (typeof dim === 'number' ? dim : internal('a result of unknown shape')));
      tensors[name] = this.#engine.tensor(dtype, dtypes[dtype].zeros(sizeOf(shape)), shape);
    }
    return tensors;
  }
}
