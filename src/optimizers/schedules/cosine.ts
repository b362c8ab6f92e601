import type { Tensor } from '../../graph/index.ts';
import { add, cos, divide, less, minimum, multiply, subtract, where } from '../../ops/index.ts';
import { finite, notNegative, positive } from '../checks.ts';
import { LearningRateSchedule, type ScheduleConfig } from './schedule.ts';

/** Options of cosine decay. */
export interface CosineDecayConfig extends ScheduleConfig {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** How many steps the decay takes, after the warm-up. */
  decaySteps: number;
  /** The share of the highest rate that is left at the end. Default `0`. */
  alpha: number;
  /** The rate to which the warm-up rises. Default `null`: there is none. */
  warmupTarget: number | null;
  /** How many steps the warm-up takes. Default `0`. */
  warmupSteps: number;
}

/** What `cosineDecay` takes beside its arguments. */
export type CosineDecayOptions = Partial<Omit<CosineDecayConfig, 'initialLearningRate' | 'decaySteps'>>;

/**
 * Decay along half a cosine, `initial · ((1 - α) · (1 + cos(π · step / decaySteps)) / 2 + α)`, after a straight warm-up where a
 * target for it is given.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/
 */
export class CosineDecay extends LearningRateSchedule<CosineDecayConfig> {
  static override readonly className = 'CosineDecay';

  constructor(given: Pick<CosineDecayConfig, 'initialLearningRate' | 'decaySteps'> & CosineDecayOptions) {
    super(given, { alpha: 0, name: 'CosineDecay', warmupTarget: null, warmupSteps: 0 }, [
      'initialLearningRate',
      'decaySteps',
    ]);
    const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = this.config;
    notNegative('CosineDecay: initialLearningRate', initialLearningRate);
    positive('CosineDecay: decaySteps', decaySteps);
    finite('CosineDecay: alpha', alpha);
    notNegative('CosineDecay: warmupSteps', warmupSteps);
    if (warmupTarget !== null) notNegative('CosineDecay: warmupTarget', warmupTarget);
  }

  protected override rate(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = this.config;
    if (warmupTarget === null)
      return multiply(halfCosine(divide(minimum(step, decaySteps), decaySteps), alpha), initialLearningRate);
    const now = minimum(step, decaySteps + warmupSteps);
    const decayed = multiply(halfCosine(divide(subtract(now, warmupSteps), decaySteps), alpha), warmupTarget);
    if (warmupSteps === 0) return decayed;
    const rising = add(multiply(divide(now, warmupSteps), warmupTarget - initialLearningRate), initialLearningRate);
    return where(less(now, warmupSteps), rising, decayed);
  }
}

/** From 1 down to α as the part done goes from 0 to 1. */
export function halfCosine(done: Tensor, alpha: number, height: Tensor | number = 1): Tensor {
  const fallen = multiply(multiply(add(cos(multiply(done, Math.PI)), 1), 0.5), height);
  return add(multiply(fallen, 1 - alpha), alpha);
}

/**
 * Decay along half a cosine, after a straight warm-up where `warmupTarget` is given.
 *
 * @param initialLearningRate - the rate at step 0.
 * @param decaySteps - how many steps the decay takes, after the warm-up.
 * @param options - `alpha`, the share that is left at the end (default 0); `warmupTarget` (default null) and `warmupSteps`
 * (default 0).
 * @example
 * await optimizers.schedules.cosineDecay(0.5, 10).call([0, 10, 20]).array() // => [0.5, 0, 0]
 * @see https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/
 */
export function cosineDecay(
  initialLearningRate: number,
  decaySteps: number,
  options: CosineDecayOptions = {},
): CosineDecay {
  return new CosineDecay({ ...options, initialLearningRate, decaySteps });
}
