import type { Tensor } from '../graph/index.ts';
import { type Initializer, varianceScaling } from '../initializers/index.ts';
import {
  activation,
  add,
  batchNormalization,
  conv2D,
  depthwiseConv2D,
  dropout,
  globalAveragePooling2D,
  multiply,
  normalization,
  rescaling,
  reshape,
  zeroPadding2D,
} from '../layers/index.ts';
import { type Application, application } from './application.ts';
import { divisible, paddingFor } from './widths.ts';

/** How much wider, deeper and larger than B0 a network is. */
interface Scaling {
  readonly width: number;
  readonly depth: number;
  readonly size: number;
  /** Of the dropout before the classifier. */
  readonly dropoutRate: number;
}

interface Stage {
  readonly kernel: 3 | 5;
  readonly repeats: number;
  readonly filters: number;
  readonly expansion: number;
  readonly stride: 1 | 2;
}

/** Table 1 of the paper. */
const stages: readonly Stage[] = [
  { kernel: 3, repeats: 1, filters: 16, expansion: 1, stride: 1 },
  { kernel: 3, repeats: 2, filters: 24, expansion: 6, stride: 2 },
  { kernel: 5, repeats: 2, filters: 40, expansion: 6, stride: 2 },
  { kernel: 3, repeats: 3, filters: 80, expansion: 6, stride: 2 },
  { kernel: 5, repeats: 3, filters: 112, expansion: 6, stride: 1 },
  { kernel: 5, repeats: 4, filters: 192, expansion: 6, stride: 2 },
  { kernel: 3, repeats: 1, filters: 320, expansion: 6, stride: 1 },
];

/** How much of the last block is left out in training; earlier ones in proportion. */
const dropConnectRate = 0.2;

/** One block: what it makes of so many input filters. */
interface Block extends Omit<Stage, 'repeats'> {
  readonly name: string;
  readonly from: number;
  readonly dropRate: number;
}

function blocksOf({ width, depth }: Scaling): readonly Block[] {
  let from = divisible(32 * width);
  const blocks = stages.flatMap(({ repeats, ...stage }, i) =>
    Array.from({ length: Math.ceil(depth * repeats) }, (_, k) => {
      const filters = divisible(stage.filters * width);
      const block = { ...stage, name: `block${i + 1}${'abcdefghijklmnopqrstuvwxyz'[k]}_`, from, filters };
      from = filters;
      return k === 0 ? block : { ...block, stride: 1 as const };
    }),
  );
  return blocks.map((block, i) => ({ ...block, dropRate: (dropConnectRate * i) / blocks.length }));
}

function efficientNet(kerasName: string, scaling: Scaling): Application {
  const { width, size, dropoutRate } = scaling;
  return application({
    kerasName,
    extras: {},
    preprocessing: 'none',
    size,
    namesPools: true,
    name: () => kerasName.toLowerCase(),
    classifierInitializer: () => varianceScaling({ scale: 1 / 3, mode: 'fan_out', distribution: 'uniform' }),
    features(pictures) {
      const scaled = normalization({ axis: 3 })(rescaling(1 / 255)(pictures));
      let x = zeroPadding2D(paddingFor(scaled, 3), { name: 'stem_conv_pad' })(scaled);
      x = convolved('stem_conv', x, divisible(32 * width), { size: 3, strides: 2, padding: 'valid' });
      x = active('stem_bn', 'stem_activation', x);
      for (const block of blocksOf(scaling)) x = inverted(x, block);
      x = convolved('top_conv', x, divisible(1280 * width));
      return active('top_bn', 'top_activation', x);
    },
    neck: (features, average) => dropout(dropoutRate, { name: 'top_dropout' })(average(features)),
  });
}

/** Widens, convolves each channel by itself, weighs the channels, narrows again; what comes out is added to what went in where both fit. */
function inverted(inputs: Tensor, { name, from, filters, kernel, stride, expansion, dropRate }: Block): Tensor {
  let x = inputs;
  if (expansion > 1)
    x = active(`${name}expand_bn`, `${name}expand_activation`, convolved(`${name}expand_conv`, x, from * expansion));
  if (stride === 2) x = zeroPadding2D(paddingFor(x, kernel), { name: `${name}dwconv_pad` })(x);
  x = depthwiseConv2D(kernel, {
    strides: stride,
    padding: stride === 2 ? 'valid' : 'same',
    useBias: false,
    depthwiseInitializer: heNormalOut(),
    name: `${name}dwconv`,
  })(x);
  x = weighed(name, active(`${name}bn`, `${name}activation`, x), from * expansion, Math.max(1, Math.trunc(from / 4)));
  x = normalized(`${name}project_bn`, convolved(`${name}project_conv`, x, filters));
  if (stride === 2 || from !== filters) return x;
  if (dropRate > 0) x = dropout(dropRate, { noiseShape: [null, 1, 1, 1], name: `${name}drop` })(x);
  return add({ name: `${name}add` })([x, inputs]);
}

/** Squeeze and excitation (Hu et al., 2017): each channel times a factor between 0 and 1, found from the means of all. */
function weighed(name: string, x: Tensor, channels: number, narrow: number): Tensor {
  const means = globalAveragePooling2D({ name: `${name}se_squeeze` })(x);
  const options = { padding: 'same', kernelInitializer: heNormalOut() } as const;
  let factors = reshape([1, 1, channels], { name: `${name}se_reshape` })(means);
  factors = conv2D(narrow, 1, { ...options, activation: 'swish', name: `${name}se_reduce` })(factors);
  factors = conv2D(channels, 1, {
    ...options,
    kernelInitializer: heNormalOut(),
    activation: 'sigmoid',
    name: `${name}se_expand`,
  })(factors);
  return multiply({ name: `${name}se_excite` })([x, factors]);
}

interface ConvolutionOptions {
  readonly size?: number;
  readonly strides?: number;
  readonly padding?: 'same' | 'valid';
}

function convolved(name: string, x: Tensor, filters: number, options: ConvolutionOptions = {}): Tensor {
  const { size = 1, strides = 1, padding = 'same' } = options;
  return conv2D(filters, size, { strides, padding, useBias: false, kernelInitializer: heNormalOut(), name })(x);
}

function active(normalization: string, name: string, x: Tensor): Tensor {
  return activation('swish', { name })(normalized(normalization, x));
}

function normalized(name: string, x: Tensor): Tensor {
  return batchNormalization({ axis: 3, name })(x);
}

/** A new one for each weight: one initializer draws the same numbers each time. */
function heNormalOut(): Initializer {
  return varianceScaling({ scale: 2, mode: 'fan_out', distribution: 'truncated_normal' });
}

/**
 * EfficientNetB0 (Tan and Le, 2019): inverted residuals with squeeze and excitation; 5.3 million weights.
 *
 * Pictures `[batch, height, width, 3]` with values from 0 to 255 (they are scaled inside) to `[batch, classes]`.
 *
 * Keras's model with weights of ImageNet has one layer more, a second rescaling: open it from a whole `.keras` file with `loadModel`.
 *
 * @param options - see `ApplicationOptions`; with `weights`, a `.weights.h5` or `.keras` file, the model comes as a promise.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @throws {ShapeError} for pictures below 32 by 32.
 * @example
 * applications.efficientNetB0({ includeTop: false }).outputs.shape // => [null, null, null, 1280]
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb0-function
 */
export const efficientNetB0: Application = efficientNet('EfficientNetB0', {
  width: 1,
  depth: 1,
  size: 224,
  dropoutRate: 0.2,
});

/**
 * EfficientNetB1 (Tan and Le, 2019): 7.9 million weights, pictures of 240 by 240.
 *
 * @param options - see `efficientNetB0`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb1-function
 */
export const efficientNetB1: Application = efficientNet('EfficientNetB1', {
  width: 1,
  depth: 1.1,
  size: 240,
  dropoutRate: 0.2,
});

/**
 * EfficientNetB2 (Tan and Le, 2019): 9.2 million weights, pictures of 260 by 260.
 *
 * @param options - see `efficientNetB0`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb2-function
 */
export const efficientNetB2: Application = efficientNet('EfficientNetB2', {
  width: 1.1,
  depth: 1.2,
  size: 260,
  dropoutRate: 0.3,
});

/**
 * EfficientNetB3 (Tan and Le, 2019): 12.3 million weights, pictures of 300 by 300.
 *
 * @param options - see `efficientNetB0`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb3-function
 */
export const efficientNetB3: Application = efficientNet('EfficientNetB3', {
  width: 1.2,
  depth: 1.4,
  size: 300,
  dropoutRate: 0.3,
});

/**
 * EfficientNetB4 (Tan and Le, 2019): 19.5 million weights, pictures of 380 by 380.
 *
 * @param options - see `efficientNetB0`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb4-function
 */
export const efficientNetB4: Application = efficientNet('EfficientNetB4', {
  width: 1.4,
  depth: 1.8,
  size: 380,
  dropoutRate: 0.4,
});

/**
 * EfficientNetB5 (Tan and Le, 2019): 30.6 million weights, pictures of 456 by 456.
 *
 * @param options - see `efficientNetB0`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb5-function
 */
export const efficientNetB5: Application = efficientNet('EfficientNetB5', {
  width: 1.6,
  depth: 2.2,
  size: 456,
  dropoutRate: 0.4,
});

/**
 * EfficientNetB6 (Tan and Le, 2019): 43.3 million weights, pictures of 528 by 528.
 *
 * @param options - see `efficientNetB0`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb6-function
 */
export const efficientNetB6: Application = efficientNet('EfficientNetB6', {
  width: 1.8,
  depth: 2.6,
  size: 528,
  dropoutRate: 0.5,
});

/**
 * EfficientNetB7 (Tan and Le, 2019): 66.7 million weights, pictures of 600 by 600.
 *
 * @param options - see `efficientNetB0`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @see https://keras.io/api/applications/efficientnet/#efficientnetb7-function
 */
export const efficientNetB7: Application = efficientNet('EfficientNetB7', {
  width: 2,
  depth: 3.1,
  size: 600,
  dropoutRate: 0.5,
});
