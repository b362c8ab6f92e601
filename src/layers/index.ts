export { Activation, type ActivationConfig, activation } from './activations/activation.ts';
export { ELU, type ELUConfig, elu } from './activations/elu.ts';
export { LeakyReLU, type LeakyReLUConfig, leakyRelu } from './activations/leaky-relu.ts';
export { PReLU, type PReLUConfig, prelu } from './activations/prelu.ts';
export { ReLU, type ReLUConfig, relu } from './activations/relu.ts';
export { Softmax, type SoftmaxConfig, softmax } from './activations/softmax.ts';
export {
  AdditiveAttention,
  type AdditiveAttentionConfig,
  additiveAttention,
} from './attention/additive-attention.ts';
export {
  Attention,
  type AttentionCallOptions,
  type AttentionConfig,
  attention,
} from './attention/attention.ts';
export {
  GroupedQueryAttention,
  GroupedQueryAttention as GroupQueryAttention,
  type GroupedQueryAttentionConfig,
  groupQueryAttention,
} from './attention/grouped-query-attention.ts';
export type { HeadsCallOptions } from './attention/heads.ts';
export {
  MultiHeadAttention,
  type MultiHeadAttentionConfig,
  multiHeadAttention,
} from './attention/multi-head-attention.ts';
export {
  Conv1D,
  Conv1D as Convolution1D,
  Conv2D,
  Conv2D as Convolution2D,
  Conv3D,
  Conv3D as Convolution3D,
  type ConvConfig,
  conv1D,
  conv1D as convolution1D,
  conv2D,
  conv2D as convolution2D,
  conv3D,
  conv3D as convolution3D,
} from './convolutional/conv.ts';
export {
  Conv1DTranspose,
  Conv1DTranspose as Convolution1DTranspose,
  Conv2DTranspose,
  Conv2DTranspose as Convolution2DTranspose,
  Conv3DTranspose,
  Conv3DTranspose as Convolution3DTranspose,
  type ConvTransposeConfig,
  conv1DTranspose,
  conv1DTranspose as convolution1DTranspose,
  conv2DTranspose,
  conv2DTranspose as convolution2DTranspose,
  conv3DTranspose,
  conv3DTranspose as convolution3DTranspose,
} from './convolutional/conv-transpose.ts';
export {
  DepthwiseConv1D,
  DepthwiseConv2D,
  type DepthwiseConvConfig,
  depthwiseConv1D,
  depthwiseConv2D,
} from './convolutional/depthwise-conv.ts';
export {
  SeparableConv1D,
  SeparableConv1D as SeparableConvolution1D,
  SeparableConv2D,
  SeparableConv2D as SeparableConvolution2D,
  type SeparableConvConfig,
  separableConv1D,
  separableConv1D as separableConvolution1D,
  separableConv2D,
  separableConv2D as separableConvolution2D,
} from './convolutional/separable-conv.ts';
export { Dense, type DenseConfig, dense } from './core/dense.ts';
export { EinsumDense, type EinsumDenseConfig, einsumDense } from './core/einsum-dense.ts';
export { Embedding, type EmbeddingConfig, type EmbeddingExtras, embedding } from './core/embedding.ts';
export { Identity, identity } from './core/identity.ts';
export { InputLayer, type InputLayerConfig, type InputOptions, input } from './core/input.ts';
export {
  Lambda,
  type LambdaCall,
  type LambdaConfig,
  type LambdaFunction,
  type LambdaOptions,
  lambda,
} from './core/lambda.ts';
export { Masking, type MaskingConfig, masking } from './core/masking.ts';
export {
  type ReversibleCallOptions,
  ReversibleEmbedding,
  type ReversibleEmbeddingConfig,
  reversibleEmbedding,
} from './core/reversible-embedding.ts';
export { TimeDistributed, timeDistributed } from './core/time-distributed.ts';
export { type TensorLayer, Wrapper, type WrapperConfig } from './core/wrapper.ts';
export type { DataFormat } from './data-format.ts';
export { type AnyLayer, Layer } from './layer.ts';
export { Add, add } from './merging/add.ts';
export { Average, average } from './merging/average.ts';
export { Concatenate, type ConcatenateConfig, concatenate } from './merging/concatenate.ts';
export { Dot, type DotConfig, dot } from './merging/dot.ts';
export { Maximum, maximum } from './merging/maximum.ts';
export { Merge } from './merging/merge.ts';
export { Minimum, minimum } from './merging/minimum.ts';
export { Multiply, multiply } from './merging/multiply.ts';
export { Subtract, subtract } from './merging/subtract.ts';
export { clearSession } from './naming.ts';
export {
  BatchNormalization,
  type BatchNormalizationConfig,
  batchNormalization,
} from './normalization/batch-normalization.ts';
export type { RenormClipping } from './normalization/batch-statistics.ts';
export {
  GroupNormalization,
  type GroupNormalizationConfig,
  groupNormalization,
} from './normalization/group-normalization.ts';
export {
  LayerNormalization,
  type LayerNormalizationConfig,
  layerNormalization,
} from './normalization/layer-normalization.ts';
export { RMSNormalization, type RMSNormalizationConfig, rmsNormalization } from './normalization/rms-normalization.ts';
export {
  SpectralNormalization,
  type SpectralNormalizationConfig,
  spectralNormalization,
} from './normalization/spectral-normalization.ts';
export {
  UnitNormalization,
  type UnitNormalizationConfig,
  unitNormalization,
} from './normalization/unit-normalization.ts';
export type { CallOptions, Defaults, Given, LayerConfig, WeightOptions } from './options.ts';
export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  adaptiveAveragePooling1D,
  adaptiveAveragePooling2D,
  adaptiveAveragePooling3D,
} from './pooling/adaptive-average-pooling.ts';
export {
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  adaptiveMaxPooling1D,
  adaptiveMaxPooling2D,
  adaptiveMaxPooling3D,
} from './pooling/adaptive-max-pooling.ts';
export {
  AveragePooling1D,
  AveragePooling1D as AvgPool1D,
  AveragePooling2D,
  AveragePooling2D as AvgPool2D,
  AveragePooling3D,
  AveragePooling3D as AvgPool3D,
  averagePooling1D,
  averagePooling1D as avgPool1D,
  averagePooling2D,
  averagePooling2D as avgPool2D,
  averagePooling3D,
  averagePooling3D as avgPool3D,
} from './pooling/average-pooling.ts';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling1D as GlobalAvgPool1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling2D as GlobalAvgPool2D,
  GlobalAveragePooling3D,
  GlobalAveragePooling3D as GlobalAvgPool3D,
  globalAveragePooling1D,
  globalAveragePooling1D as globalAvgPool1D,
  globalAveragePooling2D,
  globalAveragePooling2D as globalAvgPool2D,
  globalAveragePooling3D,
  globalAveragePooling3D as globalAvgPool3D,
} from './pooling/global-average-pooling.ts';
export {
  GlobalMaxPooling1D,
  GlobalMaxPooling1D as GlobalMaxPool1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling2D as GlobalMaxPool2D,
  GlobalMaxPooling3D,
  GlobalMaxPooling3D as GlobalMaxPool3D,
  globalMaxPooling1D,
  globalMaxPooling1D as globalMaxPool1D,
  globalMaxPooling2D,
  globalMaxPooling2D as globalMaxPool2D,
  globalMaxPooling3D,
  globalMaxPooling3D as globalMaxPool3D,
} from './pooling/global-max-pooling.ts';
export {
  MaxPooling1D,
  MaxPooling1D as MaxPool1D,
  MaxPooling2D,
  MaxPooling2D as MaxPool2D,
  MaxPooling3D,
  MaxPooling3D as MaxPool3D,
  maxPooling1D,
  maxPooling1D as maxPool1D,
  maxPooling2D,
  maxPooling2D as maxPool2D,
  maxPooling3D,
  maxPooling3D as maxPool3D,
} from './pooling/max-pooling.ts';
export type { AdaptivePoolingConfig, GlobalPoolingConfig, PoolingConfig } from './pooling/pooling.ts';
export { CenterCrop, type CenterCropConfig, centerCrop } from './preprocessing/center-crop.ts';
export { Normalization, type NormalizationConfig, normalization } from './preprocessing/normalization.ts';
export { Rescaling, type RescalingConfig, rescaling } from './preprocessing/rescaling.ts';
export { Resizing, type ResizingConfig, resizing } from './preprocessing/resizing.ts';
export {
  ActivityRegularization,
  type ActivityRegularizationConfig,
  activityRegularization,
} from './regularization/activity-regularization.ts';
export { AlphaDropout, type AlphaDropoutConfig, alphaDropout } from './regularization/alpha-dropout.ts';
export { Dropout, type DropoutConfig, dropout } from './regularization/dropout.ts';
export { GaussianDropout, type GaussianDropoutConfig, gaussianDropout } from './regularization/gaussian-dropout.ts';
export { GaussianNoise, type GaussianNoiseConfig, gaussianNoise } from './regularization/gaussian-noise.ts';
export {
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  type SpatialDropoutConfig,
  type SpatialDropoutImageConfig,
  spatialDropout1D,
  spatialDropout2D,
  spatialDropout3D,
} from './regularization/spatial-dropout.ts';
export {
  Cropping1D,
  type Cropping1DConfig,
  Cropping2D,
  Cropping3D,
  type CroppingConfig,
  cropping1D,
  cropping2D,
  cropping3D,
} from './reshaping/cropping.ts';
export { Flatten, type FlattenConfig, flatten } from './reshaping/flatten.ts';
export { Permute, type PermuteConfig, permute } from './reshaping/permute.ts';
export { RepeatVector, type RepeatVectorConfig, repeatVector } from './reshaping/repeat-vector.ts';
export { Reshape, type ReshapeConfig, reshape } from './reshaping/reshape.ts';
export type { Sides1D, Sides2D, Sides3D } from './reshaping/sides.ts';
export {
  UpSampling1D,
  type UpSampling1DConfig,
  UpSampling2D,
  type UpSampling2DConfig,
  UpSampling3D,
  type UpSampling3DConfig,
  upSampling1D,
  upSampling2D,
  upSampling3D,
} from './reshaping/up-sampling.ts';
export {
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
  type ZeroPaddingConfig,
  zeroPadding1D,
  zeroPadding2D,
  zeroPadding3D,
} from './reshaping/zero-padding.ts';
