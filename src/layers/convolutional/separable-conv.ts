import { activationOf } from '../../activations/index.ts';
import type { Constraint } from '../../constraints/index.ts';
import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { perAxis } from '../../ops/conv-window.ts';
import { type Padding, type PerAxis, separableConv } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { positiveInteger } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given } from '../options.ts';
import {
  biasDefaults,
  channelsOf,
  checkWindowed,
  type DepthwiseConfig,
  depthwiseDefaults,
  type WindowConfig,
  windowOptions,
} from './windows.ts';

/** Options of a convolution in two steps. */
export interface SeparableConvConfig extends WindowConfig, DepthwiseConfig {
  /** Number of channels of the output. */
  filters: number;
  /** `'valid'` (default): windows lie inside the data. `'same'`: `ceil(length / stride)` places. */
  padding: Padding;
  /** Default `'glorotUniform'`. */
  pointwiseInitializer: Initializer;
  /** Default `null`. */
  pointwiseRegularizer: Regularizer | null;
  /** Default `null`. */
  pointwiseConstraint: Constraint | null;
}

type SeparableGiven = Given<SeparableConvConfig, 'filters' | 'kernelSize'>;
type SeparableOptions = Omit<SeparableGiven, 'filters' | 'kernelSize'>;

/** What both layers share. */
abstract class SeparableConv extends Layer<SeparableConvConfig, 'filters' | 'kernelSize'> {
  static override readonly needed: readonly string[] = ['filters', 'kernelSize'];
  depthwiseKernel!: Variable;
  pointwiseKernel!: Variable;
  bias: Variable | null = null;

  constructor(given: SeparableGiven, rank: number) {
    const window = windowOptions(`separableConv${rank}D`, given, rank, ['valid', 'same']);
    super(
      { ...given, ...window },
      {
        ...biasDefaults,
        ...depthwiseDefaults,
        ...window,
        padding: 'valid',
        pointwiseInitializer: 'glorotUniform',
        pointwiseRegularizer: null,
        pointwiseConstraint: null,
      },
    );
    positiveInteger(`${this.label}: filters`, this.config.filters);
    positiveInteger(`${this.label}: depthMultiplier`, this.config.depthMultiplier);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    checkWindowed(this, inputs, this.built ? Number(this.depthwiseKernel.dims.at(-2)) : null);
  }

  protected override build(inputShape: Shape): void {
    const { filters, kernelSize, depthMultiplier, dataFormat, useBias } = this.config;
    const size = perAxis(this.label, kernelSize, inputShape.length - 2);
    const channels = channelsOf(this.label, inputShape, dataFormat);
    const { depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint } = this.config;
    this.depthwiseKernel = this.addWeight('depthwise_kernel', [...size, channels, depthMultiplier], {
      initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer,
      constraint: depthwiseConstraint,
    });
    const { pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint } = this.config;
    const mixing = [...size.map(() => 1), channels * depthMultiplier, filters];
    this.pointwiseKernel = this.addWeight('pointwise_kernel', mixing, {
      initializer: pointwiseInitializer,
      regularizer: pointwiseRegularizer,
      constraint: pointwiseConstraint,
    });
    if (!useBias) return;
    const { biasInitializer, biasRegularizer, biasConstraint } = this.config;
    this.bias = this.addWeight('bias', [filters], {
      initializer: biasInitializer,
      regularizer: biasRegularizer,
      constraint: biasConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    const { strides, padding, dilationRate, dataFormat, activation } = this.config;
    const options = { strides, padding, dilationRate, dataFormat, bias: this.bias };
    return activationOf(activation)(separableConv(inputs, this.depthwiseKernel, this.pointwiseKernel, options));
  }
}

/**
 * Convolution of sequences in two steps, each channel by itself and then over the channels of each step:
 * `[batch, steps, channels]` to `[batch, newSteps, filters]`.
 *
 * Weights: `depthwise_kernel` `[size, channels, depthMultiplier]`, `pointwise_kernel`
 * `[1, channels · depthMultiplier, filters]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/separable_convolution1d/
 */
export class SeparableConv1D extends SeparableConv {
  static override readonly className = 'SeparableConv1D';

  constructor(given: SeparableGiven) {
    super(given, 1);
  }
}

/**
 * Convolution of pictures in two steps, each channel by itself and then over the channels of each pixel:
 * `[batch, height, width, channels]` to `[batch, newHeight, newWidth, filters]`.
 *
 * Weights: `depthwise_kernel` `[height, width, channels, depthMultiplier]`, `pointwise_kernel`
 * `[1, 1, channels · depthMultiplier, filters]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/separable_convolution2d/
 */
export class SeparableConv2D extends SeparableConv {
  static override readonly className = 'SeparableConv2D';

  constructor(given: SeparableGiven) {
    super(given, 2);
  }
}

/**
 * Convolution of sequences in two steps: far fewer weights and products than a plain one.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - steps of the window.
 * @param options - see `SeparableConvConfig`.
 * @throws {ArgumentError} for options that make no sense.
 * @example
 * layers.separableConv1D(8, 3)(input({ shape: [10, 4] })).shape // => [null, 8, 8]
 * @see https://keras.io/api/layers/convolution_layers/separable_convolution1d/
 */
export function separableConv1D(filters: number, kernelSize: PerAxis, options: SeparableOptions = {}): SeparableConv1D {
  return new SeparableConv1D({ filters, kernelSize, ...options });
}

/**
 * Convolution of pictures in two steps: far fewer weights and products than a plain one.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - height and width of the window.
 * @param options - see `SeparableConvConfig`.
 * @throws {ArgumentError} for options that make no sense.
 * @example
 * layers.separableConv2D(8, 3, { padding: 'same' })(input({ shape: [8, 8, 4] })).shape // => [null, 8, 8, 8]
 * @see https://keras.io/api/layers/convolution_layers/separable_convolution2d/
 */
export function separableConv2D(filters: number, kernelSize: PerAxis, options: SeparableOptions = {}): SeparableConv2D {
  return new SeparableConv2D({ filters, kernelSize, ...options });
}
