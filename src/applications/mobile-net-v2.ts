import type { Tensor } from '../graph/index.ts';
import { add, batchNormalization, conv2D, depthwiseConv2D, relu, zeroPadding2D } from '../layers/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { type Application, application } from './application.ts';
import { divisible, paddingFor } from './widths.ts';

/** Options of MobileNetV2 beside those of every application. */
export interface MobileNetV2Options {
  /** Factor of the number of filters. Default `1`. */
  readonly alpha: number;
}

/** How many filters a block ends in, its stride, and by how much it widens in between. */
type Block = readonly [filters: number, stride: 1 | 2, expansion: number];

/** Table 2 of the paper, one line for each of its lines. */
const blocks: readonly Block[] = [
  ...stage(16, 1, 1, 1),
  ...stage(24, 2, 6, 2),
  ...stage(32, 3, 6, 2),
  ...stage(64, 4, 6, 2),
  ...stage(96, 3, 6, 1),
  ...stage(160, 3, 6, 2),
  ...stage(320, 1, 6, 1),
];

function stage(filters: number, repeats: number, expansion: number, stride: 1 | 2): readonly Block[] {
  return Array.from({ length: repeats }, (_, i): Block => [filters, i === 0 ? stride : 1, expansion]);
}

/**
 * MobileNetV2 (Sandler et al., 2018): inverted residuals with linear bottlenecks; 3.5 million weights with `alpha` 1.
 *
 * Pictures `[batch, height, width, 3]`, prepared by `mobileNetV2.preprocessInput`, to `[batch, classes]`.
 *
 * @param options - `alpha`, and those of `ApplicationOptions`; with `weights`, a `.weights.h5` or `.keras` file, the model comes
 *   as a promise.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @throws {ShapeError} for pictures below 32 by 32.
 * @example
 * const base = applications.mobileNetV2({ alpha: 0.35, includeTop: false, inputShape: [96, 96, 3], pooling: 'avg' });
 * base.outputs.shape // => [null, 1280]
 * base.countParams() // => 410208
 * @see https://keras.io/api/applications/mobilenet/#mobilenetv2-function
 */
export const mobileNetV2: Application<MobileNetV2Options> = application<MobileNetV2Options>({
  kerasName: 'MobileNetV2',
  extras: { alpha: 1 },
  preprocessing: 'tf',
  size: 224,
  namesPools: false,
  name: ({ alpha }, [rows]) => `mobilenetv2_${alpha.toFixed(2)}_${rows ?? 'None'}`,
  features(pictures, { alpha }) {
    if (!(alpha > 0))
      throw new ArgumentError('mobileNetV2: alpha', { expected: 'a number above 0', received: String(alpha) });
    const stem = conv2D(divisible(32 * alpha), 3, { strides: 2, padding: 'same', useBias: false, name: 'Conv1' });
    let x = rectified('Conv1_relu', normalized('bn_Conv1', stem(pictures)));
    for (const [i, block] of blocks.entries()) x = inverted(x, alpha, block, i);
    const width = alpha > 1 ? divisible(1280 * alpha) : 1280;
    const wide = conv2D(width, 1, { useBias: false, name: 'Conv_1' })(x);
    return rectified('out_relu', normalized('Conv_1_bn', wide));
  },
});

/** Widens, convolves each channel by itself, narrows again; what comes out is added to what went in where both fit. */
function inverted(inputs: Tensor, alpha: number, [filters, stride, expansion]: Block, index: number): Tensor {
  const channels = inputs.shape.at(-1) ?? 0;
  const width = divisible(Math.trunc(filters * alpha));
  const name = index === 0 ? 'expanded_conv_' : `block_${index}_`;
  const pointwise = (x: Tensor, to: number, part: string) =>
    normalized(`${name}${part}_BN`, conv2D(to, 1, { padding: 'same', useBias: false, name: `${name}${part}` })(x));
  let x = inputs;
  if (index > 0) x = rectified(`${name}expand_relu`, pointwise(x, expansion * channels, 'expand'));
  if (stride === 2) x = zeroPadding2D(paddingFor(x, 3), { name: `${name}pad` })(x);
  const padding = stride === 1 ? 'same' : 'valid';
  x = depthwiseConv2D(3, { strides: stride, padding, useBias: false, name: `${name}depthwise` })(x);
  x = rectified(`${name}depthwise_relu`, normalized(`${name}depthwise_BN`, x));
  x = pointwise(x, width, 'project');
  return channels === width && stride === 1 ? add({ name: `${name}add` })([inputs, x]) : x;
}

function normalized(name: string, x: Tensor): Tensor {
  return batchNormalization({ epsilon: 1e-3, momentum: 0.999, name })(x);
}

function rectified(name: string, x: Tensor): Tensor {
  return relu({ maxValue: 6, name })(x);
}
