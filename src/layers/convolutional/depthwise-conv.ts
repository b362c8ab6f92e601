import { activationOf } from '../../activations/index.ts';
import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import { perAxis } from '../../ops/conv-window.ts';
import { depthwiseConv, type Padding, type PerAxis } from '../../ops/index.ts';
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

/** Options of a convolution of each channel by itself. */
export interface DepthwiseConvConfig extends WindowConfig, DepthwiseConfig {
  /** `'valid'` (default): windows lie inside the data. `'same'`: `ceil(length / stride)` places. */
  padding: Padding;
}

type DepthwiseGiven = Given<DepthwiseConvConfig, 'kernelSize'>;
type DepthwiseOptions = Omit<DepthwiseGiven, 'kernelSize'>;

/** What both layers share. */
abstract class DepthwiseConv extends Layer<DepthwiseConvConfig, 'kernelSize'> {
  static override readonly needed: readonly string[] = ['kernelSize'];
  kernel!: Variable;
  bias: Variable | null = null;

  constructor(given: DepthwiseGiven, rank: number) {
    const window = windowOptions(`depthwiseConv${rank}D`, given, rank, ['valid', 'same']);
    super({ ...given, ...window }, { ...biasDefaults, ...depthwiseDefaults, ...window, padding: 'valid' });
    positiveInteger(`${this.label}: depthMultiplier`, this.config.depthMultiplier);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    checkWindowed(this, inputs, this.built ? Number(this.kernel.dims.at(-2)) : null);
  }

  protected override build(inputShape: Shape): void {
    const { kernelSize, depthMultiplier, dataFormat, useBias } = this.config;
    const size = perAxis(this.label, kernelSize, inputShape.length - 2);
    const channels = channelsOf(this.label, inputShape, dataFormat);
    const { depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint } = this.config;
    this.kernel = this.addWeight('kernel', [...size, channels, depthMultiplier], {
      initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer,
      constraint: depthwiseConstraint,
    });
    if (!useBias) return;
    const { biasInitializer, biasRegularizer, biasConstraint } = this.config;
    this.bias = this.addWeight('bias', [channels * depthMultiplier], {
      initializer: biasInitializer,
      regularizer: biasRegularizer,
      constraint: biasConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    const { strides, padding, dilationRate, dataFormat, activation } = this.config;
    const options = { strides, padding, dilationRate, dataFormat, bias: this.bias };
    return activationOf(activation)(depthwiseConv(inputs, this.kernel, options));
  }
}

/**
 * Convolution of each channel of sequences by itself: `[batch, steps, channels]` to
 * `[batch, newSteps, channels · depthMultiplier]`.
 *
 * Weights: `kernel` `[size, channels, depthMultiplier]`, `bias` `[channels · depthMultiplier]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/
 */
export class DepthwiseConv1D extends DepthwiseConv {
  static override readonly className = 'DepthwiseConv1D';

  constructor(given: DepthwiseGiven) {
    super(given, 1);
  }
}

/**
 * Convolution of each channel of pictures by itself: `[batch, height, width, channels]` to
 * `[batch, newHeight, newWidth, channels · depthMultiplier]`.
 *
 * Weights: `kernel` `[height, width, channels, depthMultiplier]`, `bias` `[channels · depthMultiplier]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/
 */
export class DepthwiseConv2D extends DepthwiseConv {
  static override readonly className = 'DepthwiseConv2D';

  constructor(given: DepthwiseGiven) {
    super(given, 2);
  }
}

/**
 * Convolution of each channel of sequences by itself.
 *
 * @param kernelSize - steps of the window.
 * @param options - see `DepthwiseConvConfig`.
 * @throws {ArgumentError} for options that make no sense.
 * @example
 * layers.depthwiseConv1D(3, { depthMultiplier: 2 })(input({ shape: [10, 4] })).shape // => [null, 8, 8]
 * @see https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/
 */
export function depthwiseConv1D(kernelSize: PerAxis, options: DepthwiseOptions = {}): DepthwiseConv1D {
  return new DepthwiseConv1D({ kernelSize, ...options });
}

/**
 * Convolution of each channel of pictures by itself.
 *
 * @param kernelSize - height and width of the window.
 * @param options - see `DepthwiseConvConfig`.
 * @throws {ArgumentError} for options that make no sense.
 * @example
 * layers.depthwiseConv2D(3, { padding: 'same' })(input({ shape: [8, 8, 4] })).shape // => [null, 8, 8, 4]
 * @see https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/
 */
export function depthwiseConv2D(kernelSize: PerAxis, options: DepthwiseOptions = {}): DepthwiseConv2D {
  return new DepthwiseConv2D({ kernelSize, ...options });
}
