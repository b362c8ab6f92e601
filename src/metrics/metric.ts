import { read, type Tensor, type TensorLike, Variable, value } from '../graph/index.ts';
import { add } from '../ops/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';

/** Options that every metric takes. */
export interface MetricConfig {
  /** Name in logs. Default: the class in snake case. */
  name: string;
}

/**
 * Base of all metrics: state that `updateState` adds to, batch by batch, and `result` reads. In a program the state lives in
 * the graph, so no batch is read back; outside, it is updated before it is next read.
 *
 * @see https://keras.io/api/metrics/base_metric/
 */
export abstract class Metric<Config extends MetricConfig = MetricConfig> {
  /** The class's name in files. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'Metric';
  /** Whether larger is better (`'up'`), smaller (`'down'`), or neither: what callbacks with mode `'auto'` go by. */
  readonly direction: 'up' | 'down' | null = null;
  readonly name: string;
  /** All options, complete. */
  readonly config: Readonly<Config>;
  readonly #state: { readonly variable: Variable; readonly fill: number }[] = [];

  constructor(given: Partial<Config>, defaults: Omit<Config, 'name'> & { readonly name?: string }) {
    this.config = { name: snake(this.className), ...defaults, ...given } as unknown as Config; // every key is in one of the three
    this.name = this.config.name;
  }

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof Metric).className;
  }

  /** Takes a batch into the state. */
  abstract updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike | null): void;

  /** The value over all batches since the last reset. */
  abstract result(): Tensor;

  /** Forgets all batches. */
  resetState(): void {
    for (const { variable, fill } of this.#state) {
      const shape = variable.shape.map((dim) => dim ?? 1);
      variable.assign(value(new Float32Array(sizeOf(shape)).fill(fill), shape, 'float32'));
    }
  }

  /** The state. */
  get variables(): readonly Variable[] {
    return this.#state.map(({ variable }) => variable);
  }

  /** The options in Keras's form. */
  getConfig(): Readonly<Record<string, Json>> {
    const entries = Object.entries(this.config as Readonly<Record<string, Json>>);
    return Object.fromEntries(entries.map(([key, value]) => [snake(key), value]));
  }

  /** Makes a piece of state, filled with a number. */
  protected addVariable(name: string, shape: readonly number[] = [], fill = 0): Variable {
    const initial = () => new Float32Array(sizeOf(shape)).fill(fill);
    const variable = new Variable(shape, 'float32', initial, { name, trainable: false });
    this.#state.push({ variable, fill });
    return variable;
  }

  /** Adds to a piece of state. */
  protected increase(variable: Variable, by: Tensor): void {
    variable.assign(add(read(variable), by));
  }
}
