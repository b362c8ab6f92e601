import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, clip, divide, multiply, power, square, subtract } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { finite, notNegative } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Ftrl. */
export interface FtrlConfig extends OptimizerConfig {
  /** The power of the sum of squares that the rate falls by, at most 0; 0 keeps it. Default `-0.5`. */
  learningRatePower: number;
  /** What the sum of squares starts from. Default `0.1`. */
  initialAccumulatorValue: number;
  /** Default `0`. */
  l1RegularizationStrength: number;
  /** Default `0`. */
  l2RegularizationStrength: number;
  /** Strength of an L2 penalty that counts as part of the gradient. Default `0`. */
  l2ShrinkageRegularizationStrength: number;
  /** The β of the paper. Default `0`. */
  beta: number;
}

/**
 * Follow the regularized leader: for shallow models with many sparse inputs. With `p` the negative of `learningRatePower`:
 * `n' = n + g²`, `z += g + 2·shrinkage·w - (n'ᵖ - nᵖ) / rate · w`, `w = (clip(z, -l1, l1) - z) / (n'ᵖ / rate + 2·l2 + β / rate)`.
 *
 * @see https://keras.io/api/optimizers/ftrl/
 */
export class Ftrl extends Optimizer<FtrlConfig> {
  static override readonly className = 'Ftrl';

  constructor(given: Partial<FtrlConfig> = {}) {
    super(given, {
      learningRate: 0.001,
      learningRatePower: -0.5,
      initialAccumulatorValue: 0.1,
      l1RegularizationStrength: 0,
      l2RegularizationStrength: 0,
      l2ShrinkageRegularizationStrength: 0,
      beta: 0,
    });
    const { config } = this;
    notNegative('Ftrl: initialAccumulatorValue', config.initialAccumulatorValue);
    notNegative('Ftrl: l1RegularizationStrength', config.l1RegularizationStrength);
    notNegative('Ftrl: l2RegularizationStrength', config.l2RegularizationStrength);
    notNegative('Ftrl: l2ShrinkageRegularizationStrength', config.l2ShrinkageRegularizationStrength);
    finite('Ftrl: beta', config.beta);
    finite('Ftrl: learningRatePower', config.learningRatePower);
    if (config.learningRatePower > 0)
      throw new ArgumentError('Ftrl: learningRatePower', {
        expected: 'a number of at most 0',
        received: String(config.learningRatePower),
      });
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { accumulator: this.config.initialAccumulatorValue, linear: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    const {
      learningRatePower,
      l1RegularizationStrength: l1,
      l2RegularizationStrength: l2,
      l2ShrinkageRegularizationStrength: shrinkage,
      beta,
    } = this.config;
    const { learningRate } = step;
    const curb = step.once('curb', () => add(divide(beta, learningRate), 2 * l2));
    const now = read(variable);
    const before = power(read(this.slot(variable, 'accumulator')), -learningRatePower);
    const after = power(
      this.advance(variable, 'accumulator', (total) => add(total, square(gradient))),
      -learningRatePower,
    );
    const shrunk = shrinkage === 0 ? gradient : add(gradient, multiply(now, 2 * shrinkage));
    const pull = multiply(divide(subtract(after, before), learningRate), now);
    const linear = this.advance(variable, 'linear', (z) => add(z, subtract(shrunk, pull)));
    variable.assign(divide(subtract(clip(linear, -l1, l1), linear), add(divide(after, learningRate), curb)));
  }
}

/**
 * Follow the regularized leader.
 *
 * @param options - see `FtrlConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.ftrl({ l1RegularizationStrength: 0.1 }).config.learningRatePower // => -0.5
 * @see https://keras.io/api/optimizers/ftrl/
 */
export function ftrl(options: Partial<FtrlConfig> = {}): Ftrl {
  return new Ftrl(options);
}
