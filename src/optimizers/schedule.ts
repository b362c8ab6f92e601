import type { Tensor } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';

/**
 * A learning rate that follows the number of steps taken.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/
 */
export abstract class LearningRateSchedule {
  static readonly className: string = 'LearningRateSchedule';

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof LearningRateSchedule).className;
  }

  /** The rate after `step` steps, a float32 scalar of a float32 scalar. */
  abstract call(step: Tensor): Tensor;

  abstract getConfig(): Readonly<Record<string, Json>>;
}
