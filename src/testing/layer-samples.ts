import type { DType, Tensor } from '../graph/index.ts';
import * as layers from '../layers/index.ts';

/** One layer in a small model. */
export interface LayerSample {
  /** The layer, and what of its options matters. */
  readonly name: string;
  /** Shape of a batch. */
  readonly shape: readonly number[];
  /** Default `'float32'`; whole numbers are from 0 to 4. */
  readonly dtype?: DType;
  /** Applies a new layer. */
  readonly apply: (x: Tensor) => Tensor;
}

const steps = [4, 6, 3] as const;
const pictures = [2, 6, 5, 4] as const;
const volumes = [2, 4, 3, 4, 2] as const;

const sample = (name: string, shape: readonly number[], apply: LayerSample['apply']): LayerSample => ({
  name,
  shape,
  apply,
});
const first = 'channelsFirst';

const convolutional: readonly LayerSample[] = [
  sample('conv1D', steps, (x) => layers.conv1D(4, 3)(x)),
  sample('conv1D, causal and dilated', steps, (x) => layers.conv1D(4, 2, { padding: 'causal', dilationRate: 2 })(x)),
  sample('conv2D', pictures, (x) => layers.conv2D(4, 3)(x)),
  sample('conv2D, same with strides', pictures, (x) => layers.conv2D(4, 3, { padding: 'same', strides: 2 })(x)),
  sample('conv2D, in groups', pictures, (x) => layers.conv2D(4, 2, { groups: 2 })(x)),
  sample('conv2D, dilated', pictures, (x) => layers.conv2D(4, 2, { dilationRate: 2 })(x)),
  sample('conv2D, channels first', pictures, (x) => layers.conv2D(4, 2, { dataFormat: first })(x)),
  sample('conv3D', volumes, (x) => layers.conv3D(3, 2)(x)),
  sample('conv1DTranspose', steps, (x) => layers.conv1DTranspose(4, 3, { strides: 2 })(x)),
  sample('conv2DTranspose', pictures, (x) => layers.conv2DTranspose(3, 3, { strides: 2, padding: 'same' })(x)),
  sample('conv2DTranspose, dilated', pictures, (x) => layers.conv2DTranspose(3, 2, { dilationRate: 2 })(x)),
  sample('conv3DTranspose', volumes, (x) => layers.conv3DTranspose(2, 2)(x)),
  sample('depthwiseConv1D', steps, (x) => layers.depthwiseConv1D(2, { depthMultiplier: 2 })(x)),
  sample('depthwiseConv2D', pictures, (x) => layers.depthwiseConv2D(3, { padding: 'same' })(x)),
  sample('depthwiseConv2D, with strides', pictures, (x) => layers.depthwiseConv2D(2, { strides: 2 })(x)),
  sample('separableConv1D', steps, (x) => layers.separableConv1D(4, 2)(x)),
  sample('separableConv2D', pictures, (x) => layers.separableConv2D(4, 2)(x)),
];

const pooling: readonly LayerSample[] = [
  sample('maxPooling1D', steps, (x) => layers.maxPooling1D()(x)),
  sample('maxPooling2D', pictures, (x) => layers.maxPooling2D()(x)),
  sample('maxPooling2D, overlapping', pictures, (x) => layers.maxPooling2D(3, { strides: 2, padding: 'same' })(x)),
  sample('maxPooling3D', volumes, (x) => layers.maxPooling3D()(x)),
  sample('averagePooling1D', steps, (x) => layers.averagePooling1D(2)(x)),
  sample('averagePooling2D', pictures, (x) => layers.averagePooling2D(2)(x)),
  sample('averagePooling2D, overlapping', pictures, (x) =>
    layers.averagePooling2D(3, { strides: 2, padding: 'same' })(x),
  ),
  sample('averagePooling3D', volumes, (x) => layers.averagePooling3D(2)(x)),
  sample('globalMaxPooling1D', steps, (x) => layers.globalMaxPooling1D()(x)),
  sample('globalMaxPooling2D', pictures, (x) => layers.globalMaxPooling2D()(x)),
  sample('globalMaxPooling3D', volumes, (x) => layers.globalMaxPooling3D()(x)),
  sample('globalAveragePooling1D', steps, (x) => layers.globalAveragePooling1D()(x)),
  sample('globalAveragePooling2D', pictures, (x) => layers.globalAveragePooling2D()(x)),
  sample('globalAveragePooling3D', volumes, (x) => layers.globalAveragePooling3D()(x)),
  sample('adaptiveMaxPooling1D', steps, (x) => layers.adaptiveMaxPooling1D(4)(x)),
  sample('adaptiveMaxPooling2D', pictures, (x) => layers.adaptiveMaxPooling2D(2)(x)),
  sample('adaptiveMaxPooling3D', volumes, (x) => layers.adaptiveMaxPooling3D(2)(x)),
  sample('adaptiveAveragePooling1D', steps, (x) => layers.adaptiveAveragePooling1D(4)(x)),
  sample('adaptiveAveragePooling2D', pictures, (x) => layers.adaptiveAveragePooling2D(2)(x)),
  sample('adaptiveAveragePooling3D', volumes, (x) => layers.adaptiveAveragePooling3D(2)(x)),
];

const normalization: readonly LayerSample[] = [
  sample('batchNormalization', pictures, (x) => layers.batchNormalization()(x)),
  sample('batchNormalization, renormed', steps, (x) => layers.batchNormalization({ renorm: true })(x)),
  sample('layerNormalization', steps, (x) => layers.layerNormalization()(x)),
  sample('layerNormalization, two axes', steps, (x) => layers.layerNormalization({ axis: [1, 2] })(x)),
  sample('groupNormalization', pictures, (x) => layers.groupNormalization({ groups: 2 })(x)),
  sample('rmsNormalization', steps, (x) => layers.rmsNormalization()(x)),
  sample('unitNormalization', steps, (x) => layers.unitNormalization()(x)),
  sample('spectralNormalization', steps, (x) => layers.spectralNormalization(layers.dense(4))(x)),
  sample('normalization', steps, (x) => layers.normalization({ mean: [1, 2, 3], variance: [1, 4, 9] })(x)),
  sample('rescaling', steps, (x) => layers.rescaling(0.5, { offset: 1 })(x)),
];

const regularization: readonly LayerSample[] = [
  sample('dropout', steps, (x) => layers.dropout(0.4, { seed: 3 })(x)),
  sample('dropout, with a noise shape', steps, (x) => layers.dropout(0.4, { seed: 3, noiseShape: [null, 1, 3] })(x)),
  sample('spatialDropout1D', steps, (x) => layers.spatialDropout1D(0.4, { seed: 3 })(x)),
  sample('spatialDropout2D', pictures, (x) => layers.spatialDropout2D(0.4, { seed: 3 })(x)),
  sample('spatialDropout3D', volumes, (x) => layers.spatialDropout3D(0.4, { seed: 3 })(x)),
  sample('alphaDropout', steps, (x) => layers.alphaDropout(0.4, { seed: 3 })(x)),
  sample('gaussianDropout', steps, (x) => layers.gaussianDropout(0.4, { seed: 3 })(x)),
  sample('gaussianNoise', steps, (x) => layers.gaussianNoise(0.4, { seed: 3 })(x)),
  sample('activityRegularization', steps, (x) => layers.activityRegularization({ l1: 0.1, l2: 0.1 })(x)),
];

const reshaping: readonly LayerSample[] = [
  sample('reshape', steps, (x) => layers.reshape([3, -1])(x)),
  sample('permute', steps, (x) => layers.permute([2, 1])(x)),
  sample('repeatVector', [4, 3], (x) => layers.repeatVector(3)(x)),
  sample('flatten', pictures, (x) => layers.flatten()(x)),
  sample('flatten, channels first', pictures, (x) => layers.flatten({ dataFormat: first })(x)),
  sample('cropping1D', steps, (x) => layers.cropping1D()(x)),
  sample('cropping2D', pictures, (x) => layers.cropping2D([1, 2])(x)),
  sample('cropping3D', volumes, (x) => layers.cropping3D([1, 1, [0, 1]])(x)),
  sample('zeroPadding1D', steps, (x) => layers.zeroPadding1D([1, 2])(x)),
  sample('zeroPadding2D', pictures, (x) => layers.zeroPadding2D()(x)),
  sample('zeroPadding3D', volumes, (x) => layers.zeroPadding3D()(x)),
  sample('upSampling1D', steps, (x) => layers.upSampling1D()(x)),
  sample('upSampling2D', pictures, (x) => layers.upSampling2D()(x)),
  sample('upSampling2D, bicubic', pictures, (x) => layers.upSampling2D(2, { interpolation: 'bicubic' })(x)),
  sample('upSampling3D', volumes, (x) => layers.upSampling3D()(x)),
  sample('resizing', pictures, (x) => layers.resizing(4, 7)(x)),
  sample('resizing, nearest', pictures, (x) => layers.resizing(4, 7, { interpolation: 'nearest' })(x)),
  sample('resizing, antialiased lanczos', pictures, (x) =>
    layers.resizing(3, 3, { interpolation: 'lanczos3', antialias: true, cropToAspectRatio: true })(x),
  ),
  sample('centerCrop', pictures, (x) => layers.centerCrop(3, 2)(x)),
  sample('centerCrop, of smaller pictures', pictures, (x) => layers.centerCrop(8, 4)(x)),
];

const core: readonly LayerSample[] = [
  sample('dense', steps, (x) => layers.dense(4, { activation: 'gelu' })(x)),
  sample('einsumDense', steps, (x) => layers.einsumDense('abc,cd->abd', [null, 4], { biasAxes: 'd' })(x)),
  { ...sample('embedding', [4, 6], (x) => layers.embedding(5, 3)(x)), dtype: 'int32' },
  {
    ...sample('embedding, masked', [4, 6], (x) =>
      layers.globalAveragePooling1D()(layers.embedding(5, 3, { maskZero: true })(x)),
    ),
    dtype: 'int32',
  },
  {
    ...sample('reversibleEmbedding', [4, 6], (x) => {
      const words = layers.reversibleEmbedding(5, 3, { logitSoftCap: 2 });
      return words(words(x), { reverse: true });
    }),
    dtype: 'int32',
  },
  sample('masking', steps, (x) => layers.masking()(x)),
  sample('identity', steps, (x) => layers.identity()(x)),
  sample('lambda', steps, (x) => layers.lambda((y) => y as Tensor)(x)), // of one tensor
  sample('timeDistributed', steps, (x) => layers.timeDistributed(layers.dense(4))(x)),
];

const activations: readonly LayerSample[] = [
  sample('activation', steps, (x) => layers.activation('silu')(x)),
  sample('relu', steps, (x) => layers.relu({ maxValue: 2, negativeSlope: 0.1, threshold: 0.2 })(x)),
  sample('leakyRelu', steps, (x) => layers.leakyRelu()(x)),
  sample('prelu', steps, (x) => layers.prelu({ sharedAxes: [1] })(x)),
  sample('elu', steps, (x) => layers.elu()(x)),
  sample('softmax', steps, (x) => layers.softmax()(x)),
];

const other = (x: Tensor): Tensor => layers.dense(3, { activation: 'tanh' })(x);

const merging: readonly LayerSample[] = [
  sample('add', steps, (x) => layers.add()([x, other(x)])),
  sample('subtract', steps, (x) => layers.subtract()([x, other(x)])),
  sample('multiply', steps, (x) => layers.multiply()([x, other(x)])),
  sample('average', steps, (x) => layers.average()([x, other(x)])),
  sample('maximum', steps, (x) => layers.maximum()([x, other(x)])),
  sample('minimum', steps, (x) => layers.minimum()([x, other(x)])),
  sample('concatenate', steps, (x) => layers.concatenate()([x, other(x)])),
  sample('dot', steps, (x) => layers.dot(2, { normalize: true })([x, other(x)])),
];

/** Every feed-forward layer in a small case. */
export const layerSamples: readonly LayerSample[] = [
  ...convolutional,
  ...pooling,
  ...normalization,
  ...regularization,
  ...reshaping,
  ...core,
  ...activations,
  ...merging,
];

/** Convolutions that ONNX Runtime computes wrongly on WebGPU, or not at all, where it is not kept from it (`ops/conv-node.ts`). */
export const mistakenSamples: readonly LayerSample[] = [
  sample('conv2D, in groups of nine', [2, 5, 4, 6], (x) => layers.conv2D(18, 2, { groups: 2 })(x)),
  sample('conv2D, six channels to eight', [2, 5, 4, 6], (x) => layers.conv2D(8, 3, { padding: 'same' })(x)),
  sample('conv3D, in groups', [1, 3, 4, 3, 4], (x) => layers.conv3D(4, 2, { groups: 2 })(x)),
  sample('depthwiseConv2D, six for each', [2, 5, 4, 6], (x) => layers.depthwiseConv2D(2, { depthMultiplier: 6 })(x)),
];
