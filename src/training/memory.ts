import { dtypes, type KeySource, type Variable, value } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { fromBase64, toBase64 } from '../utils/base64.ts';
import { SeedGenerator } from '../utils/seed-generator.ts';

/** What training remembers besides the model's weights and the optimizer's state, as JSON. */
export interface Remembered {
  /** Seed and counter of each generator that the programs draw from, in the order in which they first did. */
  readonly seeds: readonly (readonly number[])[];
  /** The state of loss and metrics: the bytes of each variable, in base64. Empty between epochs, when it is reset anyway. */
  readonly metrics: readonly string[];
}

/** The generators of a trainer's programs and the state of its metrics, read and set as one. */
export class Memory {
  readonly #generators: SeedGenerator[] = [];
  #metrics: readonly Variable[] = [];
  #pending: Remembered | null = null;

  /** Takes note of what a new program draws from and of the metrics there are; what waits for them is set. */
  notice(draws: readonly KeySource[], metrics: readonly Variable[]): void {
    for (const source of draws)
      if (source instanceof SeedGenerator && !this.#generators.includes(source)) this.#generators.push(source);
    this.#metrics = metrics;
    this.#settle();
  }

  async read(): Promise<Remembered> {
    const values = await Promise.all(this.#metrics.map((variable) => variable.evaluated()));
    return {
      seeds: this.#generators.map((generator) => Array.from(generator.state())),
      metrics: values.map(({ data }) => toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))),
    };
  }

  /** Sets everything; what no program has yet, as soon as one has it. */
  write(remembered: Remembered): void {
    this.#pending = remembered;
    this.#settle();
  }

  #settle(): void {
    if (this.#pending === null || this.#metrics.length === 0) return;
    const { seeds, metrics } = this.#pending;
    for (const [i, generator] of this.#generators.entries()) {
      const state = seeds[i];
      if (state?.length === 2) generator.setState(state);
    }
    // A model that was compiled with other metrics begins them anew.
    if (metrics.length === this.#metrics.length)
      for (const [i, variable] of this.#metrics.entries()) assignBytes(variable, fromBase64(metrics[i] ?? ''));
    const later = seeds.map((state, i) => (i < this.#generators.length ? [] : state));
    this.#pending = seeds.length > this.#generators.length ? { seeds: later, metrics: [] } : null;
  }
}

function assignBytes(variable: Variable, bytes: Uint8Array): void {
  const shape = variable.shape.map((dim) => dim ?? 1); // a variable's axes are all known
  const data = dtypes[variable.dtype].zeros(sizeOf(shape));
  if (data.byteLength !== bytes.length) return;
  new Uint8Array(data.buffer).set(bytes);
  variable.assign(value(data, shape, variable.dtype));
}
