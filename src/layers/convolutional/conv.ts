import { activationOf } from '../../activations/index.ts';
import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import { perAxis } from '../../ops/conv-window.ts';
import { conv, type Padding, type PerAxis } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { positiveInteger } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given } from '../options.ts';
import {
  biasDefaults,
  channelsOf,
  checkWindowed,
  type KernelConfig,
  kernelDefaults,
  stridesOrDilation,
  type WindowConfig,
  windowOptions,
} from './windows.ts';

/** Options of a convolution. */
export interface ConvConfig extends WindowConfig, KernelConfig {
  /** Number of channels of the output. */
  filters: number;
  /** `'valid'` (default): windows lie inside the data. `'same'`: `ceil(length / stride)` places. `'causal'` (1D): likewise, and no window sees later steps. */
  padding: Padding | 'causal';
  /** Channels and filters fall into so many groups; a filter sees the channels of its own. Default `1`. */
  groups: number;
}

type ConvGiven = Given<ConvConfig, 'filters' | 'kernelSize'>;
type SpatialConvGiven = ConvGiven & { padding?: Padding };
type ConvOptions<G extends ConvGiven = ConvGiven> = Omit<G, 'filters' | 'kernelSize'>;

/** What the three layers share. */
abstract class Conv extends Layer<ConvConfig, 'filters' | 'kernelSize'> {
  static override readonly needed: readonly string[] = ['filters', 'kernelSize'];
  kernel!: Variable;
  bias: Variable | null = null;

  constructor(given: ConvGiven, rank: number) {
    const where = `conv${rank}D`;
    const window = windowOptions(where, given, rank, rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same']);
    super({ ...given, ...window }, { ...biasDefaults, ...kernelDefaults, ...window, padding: 'valid', groups: 1 });
    const { filters, groups } = this.config;
    positiveInteger(`${this.label}: filters`, filters);
    positiveInteger(`${this.label}: groups`, groups);
    stridesOrDilation(this.label, window.strides, window.dilationRate);
    if (filters % groups !== 0)
      throw new ArgumentError(`${this.label}: filters`, {
        expected: `a multiple of the ${groups} groups`,
        received: String(filters),
      });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    const channels = this.built ? Number(this.kernel.dims.at(-2)) * this.config.groups : null;
    checkWindowed(this, inputs, channels);
  }

  protected override build(inputShape: Shape): void {
    const { filters, kernelSize, groups, dataFormat, useBias } = this.config;
    const size = perAxis(this.label, kernelSize, inputShape.length - 2);
    const channels = channelsOf(this.label, inputShape, dataFormat);
    if (channels % groups !== 0)
      throw new ArgumentError(`${this.label}: groups`, {
        expected: `a divisor of the ${channels} channels of the inputs`,
        received: String(groups),
      });
    const { kernelInitializer, kernelRegularizer, kernelConstraint } = this.config;
    this.kernel = this.addWeight('kernel', [...size, channels / groups, filters], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: kernelConstraint,
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
    return activationOf(activation)(conv(inputs, this.kernel, options));
  }
}

/**
 * Convolution of sequences: `[batch, steps, channels]` to `[batch, newSteps, filters]`.
 *
 * Weights: `kernel` `[size, channels / groups, filters]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/convolution1d/
 */
export class Conv1D extends Conv {
  static override readonly className = 'Conv1D';

  constructor(given: ConvGiven) {
    super(given, 1);
  }
}

/**
 * Convolution of pictures: `[batch, height, width, channels]` to `[batch, newHeight, newWidth, filters]`.
 *
 * Weights: `kernel` `[height, width, channels / groups, filters]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/convolution2d/
 */
export class Conv2D extends Conv {
  static override readonly className = 'Conv2D';

  constructor(given: SpatialConvGiven) {
    super(given, 2);
  }
}

/**
 * Convolution of volumes: `[batch, depth, height, width, channels]` to `[batch, newDepth, newHeight, newWidth, filters]`.
 *
 * Weights: `kernel` `[depth, height, width, channels / groups, filters]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/convolution3d/
 */
export class Conv3D extends Conv {
  static override readonly className = 'Conv3D';

  constructor(given: SpatialConvGiven) {
    super(given, 3);
  }
}

/**
 * Convolution of sequences: every filter sums what stands in a window of steps, weighted.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - steps of the window.
 * @param options - see `ConvConfig`.
 * @throws {ArgumentError} for options that make no sense, as filters that do not fall into the groups.
 * @example
 * layers.conv1D(4, 3, { padding: 'causal' })(input({ shape: [10, 2] })).shape // => [null, 10, 4]
 * @see https://keras.io/api/layers/convolution_layers/convolution1d/
 */
export function conv1D(filters: number, kernelSize: PerAxis, options: ConvOptions = {}): Conv1D {
  return new Conv1D({ filters, kernelSize, ...options });
}

/**
 * Convolution of pictures: every filter sums what stands in a window, weighted.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - height and width of the window.
 * @param options - see `ConvConfig`.
 * @throws {ArgumentError} for options that make no sense, as filters that do not fall into the groups.
 * @example
 * layers.conv2D(32, 3, { activation: 'relu' })(input({ shape: [28, 28, 1] })).shape // => [null, 26, 26, 32]
 * @see https://keras.io/api/layers/convolution_layers/convolution2d/
 */
export function conv2D(filters: number, kernelSize: PerAxis, options: ConvOptions<SpatialConvGiven> = {}): Conv2D {
  return new Conv2D({ filters, kernelSize, ...options });
}

/**
 * Convolution of volumes: every filter sums what stands in a window, weighted.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - depth, height and width of the window.
 * @param options - see `ConvConfig`.
 * @throws {ArgumentError} for options that make no sense, as filters that do not fall into the groups.
 * @example
 * layers.conv3D(4, 3, { padding: 'same', strides: 2 })(input({ shape: [8, 8, 8, 1] })).shape // => [null, 4, 4, 4, 4]
 * @see https://keras.io/api/layers/convolution_layers/convolution3d/
 */
export function conv3D(filters: number, kernelSize: PerAxis, options: ConvOptions<SpatialConvGiven> = {}): Conv3D {
  return new Conv3D({ filters, kernelSize, ...options });
}
