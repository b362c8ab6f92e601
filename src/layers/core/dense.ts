import { type Activation, activationOf } from '../../activations/index.ts';
import type { Constraint } from '../../constraints/index.ts';
import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { add, matmul } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { hasRankOfAtLeast, lastDim, positiveInteger, sameAsBuilt } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a densely connected layer. */
export interface DenseConfig extends LayerConfig {
  /** Length of the output's last axis. */
  units: number;
  /** Applied to the result. Default `null`: none. */
  activation: Activation | null;
  /** Whether a bias is added. Default `true`. */
  useBias: boolean;
  /** Default `'glorotUniform'`. */
  kernelInitializer: Initializer;
  /** Default `'zeros'`. */
  biasInitializer: Initializer;
  /** Default `null`. */
  kernelRegularizer: Regularizer | null;
  /** Default `null`. */
  biasRegularizer: Regularizer | null;
  /** Default `null`. */
  kernelConstraint: Constraint | null;
  /** Default `null`. */
  biasConstraint: Constraint | null;
}

/**
 * Densely connected layer, `activation(x · kernel + bias)`: `[..., inputDim]` to `[..., units]`.
 *
 * Weights: `kernel` `[inputDim, units]`, `bias` `[units]`.
 *
 * @see https://keras.io/api/layers/core_layers/dense/
 */
export class Dense extends Layer<DenseConfig, 'units'> {
  static override readonly className = 'Dense';
  static override readonly needed: readonly string[] = ['units'];
  kernel!: Variable;
  bias: Variable | null = null;

  constructor(given: Given<DenseConfig, 'units'>) {
    super(given, {
      activation: null,
      useBias: true,
      kernelInitializer: 'glorotUniform',
      biasInitializer: 'zeros',
      kernelRegularizer: null,
      biasRegularizer: null,
      kernelConstraint: null,
      biasConstraint: null,
    });
    positiveInteger(`${this.label}: units`, this.config.units);
  }

  protected override check(inputs: Tensor): void {
    hasRankOfAtLeast(this.label, inputs, 2, 'The first axis is the batch; for a single sample, use expandDims(x, 0).');
    if (this.built) sameAsBuilt(this.label, inputs, -1, Number(this.kernel.dims[0]));
  }

  protected override build(inputShape: Shape): void {
    const { units, useBias, kernelInitializer, kernelRegularizer, kernelConstraint } = this.config;
    this.kernel = this.addWeight('kernel', [lastDim(this.label, inputShape), units], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: kernelConstraint,
    });
    if (!useBias) return;
    const { biasInitializer, biasRegularizer, biasConstraint } = this.config;
    this.bias = this.addWeight('bias', [units], {
      initializer: biasInitializer,
      regularizer: biasRegularizer,
      constraint: biasConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    const product = matmul(inputs, this.kernel);
    return activationOf(this.config.activation)(this.bias === null ? product : add(product, this.bias));
  }
}

/**
 * Densely connected layer: every output is a weighted sum of all inputs, activated.
 *
 * @param units - length of the output's last axis.
 * @param options - see `DenseConfig`.
 * @throws {ArgumentError} when `units` is no positive integer, or for an unknown activation.
 * @example
 * layers.dense(3)(input({ shape: [4] })).shape // => [null, 3]
 */
export function dense(units: number, options: Omit<Given<DenseConfig, 'units'>, 'units'> = {}): Dense {
  return new Dense({ units, ...options });
}
