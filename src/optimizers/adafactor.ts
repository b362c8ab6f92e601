import { read, type Tensor, type Variable } from '../graph/index.ts';
import {
  add,
  divide,
  expandDims,
  maximum,
  mean,
  minimum,
  multiply,
  power,
  rsqrt,
  sqrt,
  square,
  subtract,
} from '../ops/index.ts';
import { internal } from '../utils/errors.ts';
import { boolean, finite, notNegative, positive } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Adafactor. */
export interface AdafactorConfig extends OptimizerConfig {
  /** How fast the means of squares come to remember more: what stays is `1 - t^beta2Decay`. Default `-0.8`. */
  beta2Decay: number;
  /** Added to squares. Default `1e-30`. */
  epsilon1: number;
  /** The least that a variable counts as, when steps are sized by it. Default `0.001`. */
  epsilon2: number;
  /** The largest root mean square of a step before the rate. Default `1`. */
  clipThreshold: number;
  /** Whether the rate is at most `1 / √t`; as in Keras, which bounds it in any case. Default `true`. */
  relativeStep: boolean;
}

/**
 * Adafactor: as Adam without momentum, with the means of squares of matrices kept as their row and column means.
 * Steps are sized by the variable: `w -= max(ε₂, rms(w)) · ρ · u / max(1, rms(u) / clipThreshold)`, `ρ = min(rate, 1 / √t)`.
 *
 * @see https://keras.io/api/optimizers/adafactor/
 */
export class Adafactor extends Optimizer<AdafactorConfig> {
  static override readonly className = 'Adafactor';

  constructor(given: Partial<AdafactorConfig> = {}) {
    super(given, {
      learningRate: 0.001,
      beta2Decay: -0.8,
      epsilon1: 1e-30,
      epsilon2: 1e-3,
      clipThreshold: 1,
      relativeStep: true,
    });
    finite('Adafactor: beta2Decay', this.config.beta2Decay);
    notNegative('Adafactor: epsilon1', this.config.epsilon1);
    notNegative('Adafactor: epsilon2', this.config.epsilon2);
    positive('Adafactor: clipThreshold', this.config.clipThreshold);
    boolean('Adafactor: relativeStep', this.config.relativeStep);
  }

  protected override buildState(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.#addMean(variable, 'rows', (shape) => shape.slice(0, -1));
      this.#addMean(variable, 'columns', (shape) => [...shape.slice(0, -2), ...shape.slice(-1)]);
      this.addSlots([variable], { velocity: 0 });
    }
  }

  /** A mean along one of the last two axes; for vectors a number that nothing reads, since Keras keeps one. */
  #addMean(variable: Variable, slot: string, shapeOf: (shape: readonly number[]) => readonly number[]): void {
    const shape = variable.shape.map((dim) => dim ?? internal(`${variable.path} has an axis of unknown length`));
    if (shape.length >= 2) this.state.keep(variable, slot, this.state.add(variable.name, 0, shapeOf(shape)));
    else this.state.add(variable.name, 0, [], 'int32').path = variable.name;
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    const { epsilon1, epsilon2, clipThreshold } = this.config;
    const fresh = step.once('fresh', ({ number }) => power(number, this.config.beta2Decay));
    const squares = add(square(gradient), epsilon1);
    const move = divide(gradient, sqrt(this.#spread(variable, squares, fresh)));
    const bounded = divide(move, maximum(divide(rootMeanSquare(move), clipThreshold), 1));
    const size = maximum(rootMeanSquare(read(variable)), epsilon2);
    this.decrease(variable, multiply(bounded, multiply(size, this.#rate(step))));
  }

  /** The mean of squares in the shape of the variable: for matrices, rows times columns over the mean of the rows. */
  #spread(variable: Variable, squares: Tensor, fresh: Tensor): Tensor {
    const stays = subtract(1, fresh);
    const moved = (now: Tensor, x: Tensor) => add(multiply(now, stays), multiply(x, fresh));
    if (variable.rank < 2) return this.advance(variable, 'velocity', (now) => moved(now, squares));
    const rows = this.advance(variable, 'rows', (now) => moved(now, mean(squares, -1)));
    const columns = this.advance(variable, 'columns', (now) => moved(now, mean(squares, -2)));
    const share = expandDims(divide(rows, mean(rows, -1, true)), -1);
    return this.advance(variable, 'velocity', () => multiply(share, expandDims(columns, -2)));
  }

  #rate(step: Step): Tensor {
    // Keras bounds it here whatever `relativeStep` says, which so makes no difference.
    return step.once('rate', ({ learningRate, number }) => minimum(learningRate, rsqrt(number)));
  }
}

function rootMeanSquare(x: Tensor): Tensor {
  return sqrt(mean(square(x)));
}

/**
 * Adafactor.
 *
 * @param options - see `AdafactorConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.adafactor({ learningRate: 0.05 }).config.clipThreshold // => 1
 * @see https://keras.io/api/optimizers/adafactor/
 */
export function adafactor(options: Partial<AdafactorConfig> = {}): Adafactor {
  return new Adafactor(options);
}
