import { type DType, dtypes, read, type Tensor, type TensorLike, Variable, value } from '../graph/index.ts';
import { kerasForm, settled } from '../losses/settings.ts';
import { add } from '../ops/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';

/** Options that every metric takes. */
export interface MetricConfig {
  /** Name in logs. Default: the class in snake case. */
  name: string;
}

/** Defaults of the options that a class adds to those that every metric takes. */
export type MetricDefaults<Config extends MetricConfig> = Omit<Config, keyof MetricConfig> & { readonly name?: string };

/** What a metric is made with: classes that add no options need neither a constructor nor defaults. */
export type MetricArguments<Config extends MetricConfig> = [Exclude<keyof Config, keyof MetricConfig>] extends [never]
  ? [given?: Partial<Config>, defaults?: MetricDefaults<Config>]
  : [given: Partial<Config>, defaults: MetricDefaults<Config>];

/** Whether larger is better (`'up'`), smaller (`'down'`), or neither. */
export type Direction = 'up' | 'down' | null;

/**
 * Base of all metrics: state that `updateState` adds to, batch by batch, and `result` reads. In training the state lives in
 * the program, so that no batch is read back; outside, it is updated before it is next read.
 *
 * @example
 * class Largest extends metrics.Metric {
 *   static override readonly className = 'Largest';
 *   readonly largest = this.addVariable('largest');
 *   override updateState(_yTrue: TensorLike, yPred: TensorLike): void {
 *     this.largest.assign(ops.maximum(this.largest, ops.max(yPred)));
 *   }
 *   override result(): Tensor {
 *     return ops.add(this.largest, 0);
 *   }
 * }
 * const largest = new Largest();
 * largest.updateState([0, 0], [3, 5]);
 * await largest.result().item() // => 5
 * @see https://keras.io/api/metrics/base_metric/
 */
export abstract class Metric<Config extends MetricConfig = MetricConfig> {
  /** The class's name in files. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'Metric';
  /** What callbacks with mode `'auto'` go by. */
  readonly direction: Direction = null;
  /** The dtype in files; results are float32. */
  readonly dtype: DType = 'float32';
  /** All options, complete. */
  readonly config: Readonly<Config>;
  readonly #state: Variable[] = [];

  /**
   * @param args - options, and the defaults of those that the class adds.
   * @throws {ArgumentError} for an unknown option.
   */
  constructor(...args: MetricArguments<Config>) {
    const [given = {}, defaults] = args as [Partial<Config>?, MetricDefaults<Config>?]; // both forms, which only callers tell apart
    const complete = { name: snake(this.className), ...defaults } as unknown as Config; // every key of Config is in one of the two
    this.config = settled(this.className, complete, given);
  }

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof Metric).className; // constructors are typed as Function
  }

  /** Name in logs. */
  get name(): string {
    return this.config.name;
  }

  /**
   * Takes a batch into the state.
   *
   * @param yTrue - labels or targets.
   * @param yPred - predictions; a mask that came with them counts in means.
   * @param sampleWeight - one weight for each sample; default null.
   */
  abstract updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike | null): void;

  /** The value over all batches since the last reset. */
  abstract result(): Tensor;

  /** Forgets all batches. */
  resetState(): void {
    for (const variable of this.#state) {
      const shape = variable.shape.map((dim) => dim ?? 1);
      variable.assign(value(dtypes[variable.dtype].zeros(sizeOf(shape)), shape, variable.dtype));
    }
  }

  /** The state. Metrics whose state depends on the number of classes have it from the first batch on. */
  get variables(): readonly Variable[] {
    return this.#state;
  }

  /** The options in Keras's form: what its own `get_config` gives. */
  getConfig(): Readonly<Record<string, Json>> {
    return { dtype: this.dtype, ...kerasForm(this.config) };
  }

  /** Makes a piece of state, filled with zeros. */
  protected addVariable(name: string, shape: readonly number[] = [], dtype: DType = 'float32'): Variable {
    const variable = new Variable(shape, dtype, () => dtypes[dtype].zeros(sizeOf(shape)), { name, trainable: false });
    this.#state.push(variable);
    return variable;
  }

  /** Adds to a piece of state. */
  protected increase(variable: Variable, by: Tensor): void {
    variable.assign(add(read(variable), by));
  }
}
