import type { Activation } from '../../activations/index.ts';
import type { Constraint } from '../../constraints/index.ts';
import { type Shape, shownShape, type Tensor } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { checkPadding, type PerAxis, perAxis } from '../../ops/conv-window.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { hasRank, sameAsBuilt } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import type { LayerConfig } from '../options.ts';
import { axesNames } from '../reshaping/sides.ts';

/** Options that all convolutions have. */
export interface WindowConfig extends LayerConfig {
  /** Size of the window: a number for all spatial axes, or one for each. */
  kernelSize: PerAxis;
  /** How far the window moves. Default `1`. */
  strides: PerAxis;
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
  /** Distance between the places of the window. Default `1`. */
  dilationRate: PerAxis;
  /** Applied to the result. Default `null`: none. */
  activation: Activation | null;
  /** Whether a bias is added. Default `true`. */
  useBias: boolean;
  /** Default `'zeros'`. */
  biasInitializer: Initializer;
  /** Default `null`. */
  biasRegularizer: Regularizer | null;
  /** Default `null`. */
  biasConstraint: Constraint | null;
}

/** Options of a kernel. */
export interface KernelConfig {
  /** Default `'glorotUniform'`. */
  kernelInitializer: Initializer;
  /** Default `null`. */
  kernelRegularizer: Regularizer | null;
  /** Default `null`. */
  kernelConstraint: Constraint | null;
}

/** Options of the kernel that each channel has for itself. */
export interface DepthwiseConfig {
  /** How many channels each channel becomes. Default `1`. */
  depthMultiplier: number;
  /** Default `'glorotUniform'`. */
  depthwiseInitializer: Initializer;
  /** Default `null`. */
  depthwiseRegularizer: Regularizer | null;
  /** Default `null`. */
  depthwiseConstraint: Constraint | null;
}

/** The defaults of the options that all convolutions have, beside those of the window. */
export const biasDefaults = {
  activation: null,
  useBias: true,
  biasInitializer: 'zeros',
  biasRegularizer: null,
  biasConstraint: null,
} as const;

export const kernelDefaults = {
  kernelInitializer: 'glorotUniform',
  kernelRegularizer: null,
  kernelConstraint: null,
} as const;

export const depthwiseDefaults = {
  depthMultiplier: 1,
  depthwiseInitializer: 'glorotUniform',
  depthwiseRegularizer: null,
  depthwiseConstraint: null,
} as const;

interface GivenWindow {
  readonly kernelSize: PerAxis;
  readonly strides?: PerAxis | undefined;
  readonly dataFormat?: DataFormat | null | undefined;
  readonly dilationRate?: PerAxis | undefined;
  readonly padding?: string | undefined;
}

/**
 * The options of a window as files have them: lists over the axes, and the data format spelled out.
 *
 * @throws {ArgumentError} for what is no positive integer or no list of as many, and for unknown formats and paddings.
 */
export function windowOptions(where: string, given: GivenWindow, rank: number, paddings: readonly string[]) {
  const { kernelSize, strides = 1, dilationRate = 1, padding = 'valid' } = given;
  checkPadding(where, padding, paddings);
  return {
    kernelSize: perAxis(`${where}: kernelSize`, kernelSize, rank),
    strides: perAxis(`${where}: strides`, strides, rank),
    dilationRate: perAxis(`${where}: dilationRate`, dilationRate, rank),
    dataFormat: dataFormatOf(where, given.dataFormat),
  };
}

/**
 * Complains about windows that move by more than one place and have holes, as Keras does.
 *
 * @throws {ArgumentError}
 */
export function stridesOrDilation(label: string, strides: readonly number[], dilationRate: readonly number[]): void {
  if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
  throw new ArgumentError(label, {
    expected: 'strides or dilationRate of 1',
    received: `strides [${strides.join(', ')}] and dilationRate [${dilationRate.join(', ')}]`,
    mend: 'A window either moves by several places or has holes.',
  });
}

/** Complains about inputs of another rank, or of other channels than the weights were made for. */
export function checkWindowed(
  { label, config: { dataFormat, kernelSize } }: { readonly label: string; readonly config: WindowConfig },
  inputs: Tensor,
  channels: number | null,
): void {
  const rank = typeof kernelSize === 'number' ? 1 : kernelSize.length;
  hasRank(label, inputs, rank + 2, axesNames(rank, dataFormat));
  if (channels !== null) sameAsBuilt(label, inputs, dataFormat === 'channels_first' ? 1 : -1, channels);
}

/** The number of channels of inputs of this shape, which must be known. */
export function channelsOf(label: string, shape: Shape, dataFormat: DataFormat): number {
  const channels = shape.at(dataFormat === 'channels_first' ? 1 : -1);
  if (typeof channels === 'number') return channels;
  throw new ShapeError(label, {
    expected: 'an input whose number of channels is known',
    received: `shape ${shownShape(shape)}`,
    mend: 'Give the input a shape, as in input({ shape: [28, 28, 1] }).',
  });
}
