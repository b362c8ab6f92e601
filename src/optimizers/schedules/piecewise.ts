import type { Tensor } from '../../graph/index.ts';
import { constant } from '../../graph/index.ts';
import { add, greater, multiply, where } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { finite, notNegative } from '../checks.ts';
import { LearningRateSchedule, type ScheduleConfig } from './schedule.ts';

/** Options of a piecewise constant rate. */
export interface PiecewiseConstantDecayConfig extends ScheduleConfig {
  /** The last step of each piece but the last, ascending. */
  boundaries: readonly number[];
  /** The rate of each piece: one more than there are boundaries. */
  values: readonly number[];
}

/**
 * A rate that is constant between boundaries: `values[i]` for steps above `boundaries[i - 1]` up to and including
 * `boundaries[i]`.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/
 */
export class PiecewiseConstantDecay extends LearningRateSchedule<PiecewiseConstantDecayConfig> {
  static override readonly className = 'PiecewiseConstantDecay';

  constructor(given: Pick<PiecewiseConstantDecayConfig, 'boundaries' | 'values'> & Partial<ScheduleConfig>) {
    super(given, { name: 'PiecewiseConstant' }, ['boundaries', 'values']);
    const { boundaries, values } = this.config;
    if (!Array.isArray(boundaries) || !Array.isArray(values) || values.length !== boundaries.length + 1)
      throw new ArgumentError('PiecewiseConstantDecay', {
        expected: 'one more of values than of boundaries',
        received: `${String(values?.length)} values and ${String(boundaries?.length)} boundaries`,
      });
    for (const [i, boundary] of boundaries.entries()) {
      finite('PiecewiseConstantDecay: boundaries', boundary);
      if (boundary <= (boundaries[i - 1] ?? -Infinity))
        throw new ArgumentError('PiecewiseConstantDecay: boundaries', {
          expected: 'ascending steps',
          received: `[${boundaries.join(', ')}]`,
        });
    }
    for (const one of values) notNegative('PiecewiseConstantDecay: values', one);
  }

  protected override rate(step: Tensor): Tensor {
    const { boundaries, values } = this.config;
    const [first = 0, ...later] = values;
    // In the shape of the steps even without a boundary.
    const start = add(multiply(step, 0), constant(first));
    return later.reduce((rate, one, i) => where(greater(step, boundaries[i] ?? Infinity), one, rate), start);
  }
}

/**
 * A rate that is constant between boundaries.
 *
 * @param boundaries - the last step of each piece but the last, ascending.
 * @param values - the rate of each piece: one more than there are boundaries.
 * @param options - `name`.
 * @throws {ArgumentError} when the lengths do not fit, and for boundaries that do not ascend.
 * @example
 * await optimizers.schedules.piecewiseConstantDecay([10, 20], [0.5, 0.25, 0.125]).call([10, 11, 30]).array() // => [0.5, 0.25, 0.125]
 * @see https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/
 */
export function piecewiseConstantDecay(
  boundaries: readonly number[],
  values: readonly number[],
  options: Partial<ScheduleConfig> = {},
): PiecewiseConstantDecay {
  return new PiecewiseConstantDecay({ ...options, boundaries, values });
}
