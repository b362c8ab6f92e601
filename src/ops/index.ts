export { constant, placeholder, tensor } from '../graph/index.ts';
export { argmax, argmin } from './argument.ts';
export {
  add,
  divide,
  divideNoNan,
  maximum,
  minimum,
  multiply,
  negative,
  power,
  reciprocal,
  square,
  subtract,
  trueDivide,
} from './arithmetic.ts';
export { absolute, array, copy, empty, emptyLike, fabs, isTensor, saturateCast, shape } from './basics.ts';
export {
  bitwiseAnd,
  bitwiseLeftShift,
  bitwiseLeftShift as leftShift,
  bitwiseNot,
  bitwiseNot as bitwiseInvert,
  bitwiseOr,
  bitwiseRightShift,
  bitwiseRightShift as rightShift,
  bitwiseXor,
} from './bitwise.ts';
export {
  type Both,
  type ChannelsAt,
  depthToSpace,
  extractSequences,
  fold,
  spaceToDepth,
  type UnfoldOptions,
  unfold,
} from './blocks.ts';
export { cast } from './cast.ts';
export { select } from './choice.ts';
export { allclose, type Closeness, isclose, nanToNum, type Replacements } from './closeness.ts';
export {
  equal,
  greater,
  greaterEqual,
  isfinite,
  isinf,
  isnan,
  isneginf,
  isposinf,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  notEqual,
} from './comparison.ts';
export { cond, foriLoop, map, map as vectorizedMap, switchOf as switch } from './control.ts';
export { type ConvOptions, conv, depthwiseConv, separableConv } from './conv.ts';
export { type ConvTransposeOptions, convTranspose } from './conv-transpose.ts';
export type { DataFormat, Padding, PerAxis } from './conv-window.ts';
export { arange, type Extent, full, fullLike, ones, onesLike, zeros, zerosLike } from './creation.ts';
export { cumprod, cumsum, diff } from './cumulative.ts';
export { diag, diagflat, diagonal, trace } from './diagonals.ts';
export { gcd, lcm } from './divisors.ts';
export { einsum } from './einsum.ts';
export { abs, cbrt, erf, exp, log, rsqrt, sigmoid, sign, sqrt, stopGradient, tanh } from './elementwise.ts';
export { exp2, expm1, log1p, log2, log10, logaddexp, logaddexp2 } from './exponential.ts';
export {
  bincount,
  type Histogram,
  histogram,
  type IsinOptions,
  isin,
  nonzero,
  type UniqueOptions,
  type Uniques,
  unique,
} from './finding.ts';
export { geomspace } from './geomspace.ts';
export * as image from './image/index.ts';
export { multiHot, oneHot, take, takeAlongAxis, unravelIndex } from './indexing.ts';
export { append, columnStack, concatenate, dstack, hstack, stack, vstack } from './joining.ts';
export { broadcastLike, countOf, fillLike, reshapeLike, splitLike, sumLike } from './like.ts';
export { matmul } from './linalg.ts';
export { all, any } from './logical.ts';
export { expandDims, moveaxis, ravel, reshape, squeeze, swapaxes, transpose } from './movement.ts';
export {
  nanargmax,
  nanargmin,
  nancumprod,
  nancumsum,
  nanmax,
  nanmean,
  nanmin,
  nanprod,
  nanstd,
  nansum,
  nanvar,
} from './nan-reduce.ts';
export { type AttentionOptions, dotProductAttention } from './nn-attention.ts';
export { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from './nn-crossentropy.ts';
export { ctcLoss } from './nn-ctc.ts';
export { glu } from './nn-glu.ts';
export * from './nn-hard.ts';
export { hardSilu as hardSwish } from './nn-hard.ts';
export { batchNormalization, layerNormalization, rmsNormalization } from './nn-normalization.ts';
export { moments, normalize } from './nn-normalize.ts';
export * from './nn-rectifiers.ts';
export * from './nn-smooth.ts';
export { silu as swish } from './nn-smooth.ts';
export { logSoftmax, softmax, sparsemax } from './nn-softmax.ts';
export { type NormOrder, norm } from './norm.ts';
export { type PadMode, pad } from './padding.ts';
export { argpartition } from './partition.ts';
export { nanmedian, nanpercentile, nanquantile, percentile } from './percentiles.ts';
export { averagePool, maxPool, type PoolOptions } from './pool.ts';
export { type AdaptivePoolOptions, adaptiveAveragePool, adaptiveMaxPool } from './pool-adaptive.ts';
export { cross, dot, inner, kron, outer, tensordot, vdot } from './products.ts';
export { median, type QuantileMethod, quantile } from './quantiles.ts';
export * as random from './random/index.ts';
export { angle, conj, conj as conjugate, imag, isreal, real } from './real-parts.ts';
export { rearrange } from './rearrange.ts';
export { type Axes, amax, amin, max, mean, min, prod, ptp, sum } from './reduce.ts';
export { floorDivide, mod } from './remainder.ts';
export { broadcastTo, repeat, tile } from './repeating.ts';
export { flip, fliplr, flipud, roll, rot90 } from './reversing.ts';
export { ceil, clip, floor, round, trunc } from './rounding.ts';
export { cdist, corrcoef, correlate, type Overlap, psnr, trapezoid, vander } from './rows.ts';
export { type ScatterReduction, scatter, scatterUpdate, segmentMax, segmentMin, segmentSum } from './scattering.ts';
export { segmentProd } from './segment-product.ts';
export { where } from './select.ts';
export { getItem, type Key, type Range } from './slicing.ts';
export { argsort, digitize, inTopK, type SortOptions, searchsorted, sort, topK } from './sorting.ts';
export { type LogSpacingOptions, linspace, logspace, type SpacingOptions } from './spacing.ts';
export { erfc, erfinv } from './special.ts';
export { fmax, fmin, fmod, heaviside, i0, ldexp, signbit, sinc } from './special-functions.ts';
export { arraySplit, dsplit, hsplit, split, unstack, vsplit } from './splitting.ts';
export { average, countNonzero, logsumexp, std, variance, variance as var } from './statistics.ts';
export { eye, identity, meshgrid, tri, tril, triu } from './triangles.ts';
export {
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctan2,
  arctanh,
  cos,
  cosh,
  deg2rad,
  hypot,
  rad2deg,
  sin,
  sinh,
  tan,
} from './trigonometry.ts';
export { bartlett, blackman, hamming, hanning, kaiser } from './window-functions.ts';
export { type Start, slice, sliceUpdate } from './windows.ts';
