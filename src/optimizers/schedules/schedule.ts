import { isFloat, type Tensor, type TensorLike } from '../../graph/index.ts';
import { settled } from '../../losses/settings.ts';
import { cast } from '../../ops/index.ts';
import { asTensor } from '../../ops/operands.ts';
import type { Json } from '../../utils/json.ts';
import { snake } from '../../utils/names.ts';

/** Options that every schedule takes. */
export interface ScheduleConfig {
  /** Name in files. */
  name: string;
}

/** How Keras writes a schedule down. */
export type SerializedSchedule = {
  readonly module: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly registered_name: null;
};

/**
 * Base of all schedules: a learning rate that follows the number of steps taken. A schedule writes `rate`.
 *
 * @example
 * class Halving extends optimizers.schedules.LearningRateSchedule {
 *   static className = 'Halving';
 *   constructor() {
 *     super({}, { name: 'Halving' });
 *   }
 *   rate(step) {
 *     return ops.power(0.5, step);
 *   }
 * }
 * await new Halving().call(3).item() // => 0.125
 * @see https://keras.io/api/optimizers/learning_rate_schedules/
 */
export abstract class LearningRateSchedule<Config extends ScheduleConfig = ScheduleConfig> {
  /** The class's name in files. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'LearningRateSchedule';
  /** All options, complete. */
  readonly config: Readonly<Config>;

  /**
   * @param given - options.
   * @param defaults - of the options that may be left out.
   * @param needed - names of those that may not.
   * @throws {ArgumentError} for an unknown option.
   */
  constructor(given: Partial<Config>, defaults: Partial<Config>, needed: readonly (keyof Config & string)[] = []) {
    const all = { ...Object.fromEntries(needed.map((name) => [name, undefined])), ...defaults };
    this.config = settled(this.className, all as unknown as Config, given); // every key is in one of the two
  }

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof LearningRateSchedule).className; // constructors are typed as Function
  }

  /** The rate after `step` steps, element by element: float32 in the shape of `step`. */
  protected abstract rate(step: Tensor): Tensor;

  /**
   * The rate after a number of steps.
   *
   * @param step - any shape; the result has the same, in float32.
   * @example
   * await optimizers.schedules.inverseTimeDecay(0.5, 10, 1).call([0, 10]).array() // => [0.5, 0.25]
   */
  call(step: TensorLike): Tensor {
    const given = asTensor(step);
    return this.rate(isFloat(given.dtype) ? given : cast(given, 'float32'));
  }

  /** The options in Keras's form. */
  getConfig(): Readonly<Record<string, Json>> {
    const entries = Object.entries(this.config as Readonly<Record<string, Json>>); // options of schedules are plain
    return Object.fromEntries(entries.map(([key, option]) => [snake(key), option]));
  }

  /** The schedule as Keras saves it. */
  serialize(): SerializedSchedule {
    return {
      module: 'keras.optimizers.schedules',
      class_name: this.className,
      config: this.getConfig(),
      registered_name: null,
    };
  }
}
