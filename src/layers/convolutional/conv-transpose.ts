import { activationOf } from '../../activations/index.ts';
import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import { perAxis } from '../../ops/conv-window.ts';
import { convTranspose, type Padding, type PerAxis } from '../../ops/index.ts';
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

/** Options of a transposed convolution. */
export interface ConvTransposeConfig extends WindowConfig, KernelConfig {
  /** Number of channels of the output. */
  filters: number;
  /** `'valid'` (default): all of the result. `'same'`: `length · stride` places. */
  padding: Padding;
  /**
   * Places added at the end, fewer than the stride: tells apart the lengths that a convolution makes equal. Default `null`:
   * as many as give the lengths that convolutions undo.
   */
  outputPadding: PerAxis | null;
}

type TransposeGiven = Given<ConvTransposeConfig, 'filters' | 'kernelSize'>;
type TransposeOptions = Omit<TransposeGiven, 'filters' | 'kernelSize'>;

/** What the three layers share. */
abstract class ConvTranspose extends Layer<ConvTransposeConfig, 'filters' | 'kernelSize'> {
  static override readonly needed: readonly string[] = ['filters', 'kernelSize'];
  kernel!: Variable;
  bias: Variable | null = null;

  constructor(given: TransposeGiven, rank: number) {
    const where = `conv${rank}DTranspose`;
    const window = windowOptions(where, given, rank, ['valid', 'same']);
    const added = given.outputPadding ?? null;
    const outputPadding = added === null ? null : perAxis(`${where}: outputPadding`, added, rank, 0);
    super(
      { ...given, ...window, outputPadding },
      { ...biasDefaults, ...kernelDefaults, ...window, padding: 'valid', outputPadding },
    );
    positiveInteger(`${this.label}: filters`, this.config.filters);
    stridesOrDilation(this.label, window.strides, window.dilationRate);
    if (outputPadding?.some((count, axis) => count >= (window.strides[axis] ?? 1)))
      throw new ArgumentError(`${this.label}: outputPadding`, {
        expected: `less than the strides, which are [${window.strides.join(', ')}]`,
        received: JSON.stringify(added),
      });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    checkWindowed(this, inputs, this.built ? Number(this.kernel.dims.at(-1)) : null);
  }

  protected override build(inputShape: Shape): void {
    const { filters, kernelSize, dataFormat, useBias } = this.config;
    const size = perAxis(this.label, kernelSize, inputShape.length - 2);
    const { kernelInitializer, kernelRegularizer, kernelConstraint } = this.config;
    this.kernel = this.addWeight('kernel', [...size, filters, channelsOf(this.label, inputShape, dataFormat)], {
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
    const { strides, padding, outputPadding, dilationRate, dataFormat, activation } = this.config;
    const options = { strides, padding, outputPadding, dilationRate, dataFormat, bias: this.bias };
    return activationOf(activation)(convTranspose(inputs, this.kernel, options));
  }
}

/**
 * Transposed convolution of sequences: `[batch, steps, channels]` to `[batch, newSteps, filters]`.
 *
 * Weights: `kernel` `[size, filters, channels]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/convolution1d_transpose/
 */
export class Conv1DTranspose extends ConvTranspose {
  static override readonly className = 'Conv1DTranspose';

  constructor(given: TransposeGiven) {
    super(given, 1);
  }
}

/**
 * Transposed convolution of pictures: `[batch, height, width, channels]` to `[batch, newHeight, newWidth, filters]`.
 *
 * Weights: `kernel` `[height, width, filters, channels]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/convolution2d_transpose/
 */
export class Conv2DTranspose extends ConvTranspose {
  static override readonly className = 'Conv2DTranspose';

  constructor(given: TransposeGiven) {
    super(given, 2);
  }
}

/**
 * Transposed convolution of volumes: `[batch, depth, height, width, channels]` to
 * `[batch, newDepth, newHeight, newWidth, filters]`.
 *
 * Weights: `kernel` `[depth, height, width, filters, channels]`, `bias` `[filters]`.
 *
 * @see https://keras.io/api/layers/convolution_layers/convolution3d_transpose/
 */
export class Conv3DTranspose extends ConvTranspose {
  static override readonly className = 'Conv3DTranspose';

  constructor(given: TransposeGiven) {
    super(given, 3);
  }
}

/**
 * Transposed convolution of sequences: every step is spread over a window, weighted, and what overlaps adds up.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - steps of the window.
 * @param options - see `ConvTransposeConfig`.
 * @throws {ArgumentError} for options that make no sense, as more output padding than stride.
 * @example
 * layers.conv1DTranspose(4, 3, { strides: 2 })(input({ shape: [5, 2] })).shape // => [null, 11, 4]
 * @see https://keras.io/api/layers/convolution_layers/convolution1d_transpose/
 */
export function conv1DTranspose(filters: number, kernelSize: PerAxis, options: TransposeOptions = {}): Conv1DTranspose {
  return new Conv1DTranspose({ filters, kernelSize, ...options });
}

/**
 * Transposed convolution of pictures: every pixel is spread over a window, weighted, and what overlaps adds up.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - height and width of the window.
 * @param options - see `ConvTransposeConfig`.
 * @throws {ArgumentError} for options that make no sense, as more output padding than stride.
 * @example
 * const up = layers.conv2DTranspose(4, 3, { strides: 2, padding: 'same' });
 * up(input({ shape: [7, 7, 8] })).shape // => [null, 14, 14, 4]
 * @see https://keras.io/api/layers/convolution_layers/convolution2d_transpose/
 */
export function conv2DTranspose(filters: number, kernelSize: PerAxis, options: TransposeOptions = {}): Conv2DTranspose {
  return new Conv2DTranspose({ filters, kernelSize, ...options });
}

/**
 * Transposed convolution of volumes: every element is spread over a window, weighted, and what overlaps adds up.
 *
 * @param filters - number of channels of the output.
 * @param kernelSize - depth, height and width of the window.
 * @param options - see `ConvTransposeConfig`.
 * @throws {ArgumentError} for options that make no sense, as more output padding than stride.
 * @example
 * layers.conv3DTranspose(2, 2)(input({ shape: [3, 3, 3, 1] })).shape // => [null, 4, 4, 4, 2]
 * @see https://keras.io/api/layers/convolution_layers/convolution3d_transpose/
 */
export function conv3DTranspose(filters: number, kernelSize: PerAxis, options: TransposeOptions = {}): Conv3DTranspose {
  return new Conv3DTranspose({ filters, kernelSize, ...options });
}
