import { read, type Tensor, type Variable } from '../graph/index.ts';
import { settled } from '../losses/settings.ts';
import { add, all, divide, equal, isfinite, logicalAnd, multiply, where } from '../ops/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { positive, whole } from './checks.ts';
import { type DecayExclusion, Optimizer, type SavedOptions } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import { guarded } from './state.ts';

/** Options of an optimizer that scales the loss. */
export interface LossScaleConfig {
  /** Name in the paths of its state, and in files. Default `'loss_scale_optimizer'`. */
  name: string;
  /** The optimizer that takes the steps. */
  innerOptimizer: Optimizer;
  /** The scale at first. Default `32768`. */
  initialScale: number;
  /** After how many steps in a row with finite gradients the scale is doubled. Default `2000`. */
  dynamicGrowthSteps: number;
}

/** What `lossScaleOptimizer` takes beside its argument. */
export type LossScaleOptions = Partial<Omit<LossScaleConfig, 'innerOptimizer'>>;

/**
 * Scales the loss up, so that small gradients do not vanish in small number types, and the gradients down again for the
 * optimizer inside. Where a gradient is not finite, the step is left out and the scale halved.
 *
 * @see https://keras.io/api/optimizers/loss_scale_optimizer/
 */
export class LossScaleOptimizer extends Optimizer<LossScaleConfig & OptimizerConfig> {
  static override readonly className = 'LossScaleOptimizer';
  readonly innerOptimizer: Optimizer;
  readonly #counter: Variable;
  readonly #scale: Variable;

  constructor(given: Pick<LossScaleConfig, 'innerOptimizer'> & LossScaleOptions) {
    const name = 'loss_scale_optimizer';
    const inner = given.innerOptimizer;
    const defaults = { name, innerOptimizer: inner, initialScale: 2 ** 15, dynamicGrowthSteps: 2000 };
    const options = settled('LossScaleOptimizer', defaults, given);
    super(options, { ...defaults, learningRate: 0 });
    if (!(inner instanceof Optimizer))
      throw new ArgumentError('LossScaleOptimizer: innerOptimizer', {
        expected: 'an optimizer',
        received: typeof inner === 'string' ? `'${inner}'` : String(inner),
        mend: 'Make one with a factory: lossScaleOptimizer(adam()).',
      });
    positive('LossScaleOptimizer: initialScale', options.initialScale);
    whole('LossScaleOptimizer: dynamicGrowthSteps', options.dynamicGrowthSteps, 1);
    this.innerOptimizer = inner;
    this.#counter = this.state.add('step_counter', 0, [], 'int32');
    this.#scale = this.state.add('dynamic_scale', options.initialScale);
  }

  /** Options of a file in the form that the constructor takes. */
  static revived({ innerOptimizer = null, ...options }: SavedOptions, revive: (saved: Json) => Optimizer): object {
    return { ...options, innerOptimizer: revive(innerOptimizer) };
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.innerOptimizer.build(variables);
  }

  protected override update(): never {
    return internal('the optimizer inside takes the steps');
  }

  override get variables(): readonly Variable[] {
    return [...super.variables, ...this.innerOptimizer.variables];
  }

  override get iterations(): Tensor {
    return this.innerOptimizer.iterations;
  }

  override get learningRate(): Tensor {
    return this.innerOptimizer.learningRate;
  }

  override setLearningRate(rate: number): void {
    this.innerOptimizer.setLearningRate(rate);
  }

  override get optimizers(): readonly Optimizer[] | null {
    return this.innerOptimizer.optimizers;
  }

  override get averages(): ReadonlyMap<Variable, Variable> {
    return this.innerOptimizer.averages;
  }

  override excludeFromWeightDecay(excluded: DecayExclusion): void {
    this.innerOptimizer.excludeFromWeightDecay(excluded);
  }

  override scaleLoss(loss: Tensor): Tensor {
    return multiply(loss, read(this.#scale));
  }

  protected override applyScaled(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const scale = read(this.#scale);
    const allFinite = gradients.map((gradient) => all(isfinite(gradient))).reduce(logicalAnd);
    guarded(allFinite, [...variables, ...this.innerOptimizer.variables], () =>
      this.innerOptimizer.applyUnscaled(
        gradients.map((gradient) => divide(gradient, scale)),
        variables,
      ),
    );
    const count = read(this.#counter);
    const grows = equal(count, this.config.dynamicGrowthSteps - 1);
    this.#scale.assign(where(allFinite, where(grows, multiply(scale, 2), scale), multiply(scale, 0.5)));
    this.#counter.assign(where(allFinite, where(grows, 0, add(count, 1)), 0));
  }

  override finalizeVariables(variables: readonly Variable[]): void {
    this.innerOptimizer.finalizeVariables(variables);
  }

  override getConfig(): Readonly<Record<string, Json>> {
    const { name, initialScale, dynamicGrowthSteps } = this.config;
    return {
      name,
      inner_optimizer: this.innerOptimizer.serialize(),
      initial_scale: initialScale,
      dynamic_growth_steps: dynamicGrowthSteps,
    };
  }
}

/**
 * An optimizer that scales the loss for another.
 *
 * @param innerOptimizer - the optimizer that takes the steps.
 * @param options - `initialScale` (default 32768), `dynamicGrowthSteps` (default 2000), `name`.
 * @throws {ArgumentError} for anything but an optimizer, and for unknown options.
 * @example
 * optimizers.lossScaleOptimizer(optimizers.adam()).config.initialScale // => 32768
 * @see https://keras.io/api/optimizers/loss_scale_optimizer/
 */
export function lossScaleOptimizer(innerOptimizer: Optimizer, options: LossScaleOptions = {}): LossScaleOptimizer {
  return new LossScaleOptimizer({ ...options, innerOptimizer });
}
