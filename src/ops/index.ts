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
export { cast } from './cast.ts';
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
export { abs, cbrt, erf, exp, log, rsqrt, sigmoid, sign, sqrt, stopGradient, tanh } from './elementwise.ts';
export { exp2, expm1, log1p, log2, log10, logaddexp, logaddexp2 } from './exponential.ts';
export { concatenate } from './joining.ts';
export { broadcastLike, countOf, fillLike, reshapeLike, splitLike, sumLike } from './like.ts';
export { matmul } from './linalg.ts';
export { all, any } from './logical.ts';
export { expandDims, reshape, squeeze, transpose } from './movement.ts';
export { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from './nn-crossentropy.ts';
export { glu } from './nn-glu.ts';
export * from './nn-hard.ts';
export { moments, normalize } from './nn-normalize.ts';
export * from './nn-rectifiers.ts';
export * from './nn-smooth.ts';
export { logSoftmax, softmax, sparsemax } from './nn-softmax.ts';
export { type Axes, amax, amin, max, mean, min, prod, ptp, sum } from './reduce.ts';
export { floorDivide, mod } from './remainder.ts';
export { ceil, clip, floor, round, trunc } from './rounding.ts';
export { where } from './select.ts';
export { erfc, erfinv } from './special.ts';
export { average, countNonzero, logsumexp, std, variance, variance as var } from './statistics.ts';
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
