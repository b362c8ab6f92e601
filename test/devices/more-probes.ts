import type { Tensor } from '../../src/graph/index.ts';
import { ops } from '../../src/index.ts';
import type { Probe } from './probes.ts';

const { random } = ops;
const one =
  (op: (x: Tensor) => unknown): Probe =>
  (x) =>
    op(x([2, 3]));
const plain: Probe = (x) => x([1]);
const two =
  (op: (a: Tensor, b: Tensor) => unknown, lowest = -3): Probe =>
  (x) =>
    op(x([2, 3], [lowest, 3]), x([3], [lowest, 3]));

/** Probes of the ops beyond everyday ones, in the order of their files. */
export const moreProbes: Readonly<Record<string, Probe>> = {
  ...Object.fromEntries(
    (
      [
        'absolute',
        'fabs',
        'emptyLike',
        'hardSwish',
        'swish',
        'angle',
        'conj',
        'conjugate',
        'imag',
        'isreal',
        'real',
        'i0',
        'signbit',
        'sinc',
      ] as const
    ).map((name): [string, Probe] => [name, one((x) => ops[name](x))]),
  ),
  ...Object.fromEntries(
    (
      [
        'nanargmax',
        'nanargmin',
        'nancumprod',
        'nancumsum',
        'nanmax',
        'nanmean',
        'nanmin',
        'nanprod',
        'nanstd',
        'nansum',
        'nanvar',
        'nanmedian',
      ] as const
    ).map((name): [string, Probe] => [name, one((x) => ops[name](x, 1))]),
  ),
  ...Object.fromEntries(
    (['fmax', 'fmin', 'heaviside', 'ldexp', 'bitwiseAnd', 'bitwiseOr', 'bitwiseXor'] as const).map(
      (name): [string, Probe] => [name, two((a, b) => ops[name](a, b))],
    ),
  ),
  ...Object.fromEntries(
    (['fmod', 'gcd', 'lcm', 'bitwiseLeftShift', 'leftShift', 'bitwiseRightShift', 'rightShift'] as const).map(
      (name): [string, Probe] => [name, two((a, b) => ops[name](a, b), 1)],
    ),
  ),
  ...Object.fromEntries(
    (['bitwiseNot', 'bitwiseInvert'] as const).map((name): [string, Probe] => [name, one((x) => ops[name](x))]),
  ),
  ...Object.fromEntries(
    (['bartlett', 'blackman', 'hamming', 'hanning'] as const).map((name): [string, Probe] => [
      name,
      () => ops.multiply(ops[name](5), 1),
    ]),
  ),
  kaiser: () => ops.multiply(ops.kaiser(5, 2), 1),
  array: plain,
  copy: plain,
  empty: (x) => ops.empty([2, 3], x([1]).dtype),
  saturateCast: (x) => [ops.saturateCast(x([4]), 'uint8'), ops.saturateCast(x([4]), 'int32')],
  depthToSpace: (x) => ops.depthToSpace(x([1, 2, 2, 4]), 2),
  spaceToDepth: (x) => ops.spaceToDepth(x([1, 4, 4, 1]), 2),
  extractSequences: (x) => ops.extractSequences(x([2, 8]), 4, 2),
  unfold: (x) => ops.unfold(x([1, 2, 4, 4]), 2),
  fold: (x) => ops.fold(x([1, 8, 9]), 4, 2),
  select: (x) => ops.select([x([4], [0, 1], 'bool'), x([4], [0, 1], 'bool')], [x([4]), x([4])]),
  bincount: (x) => ops.bincount(x([6], [0, 3], 'int32'), x([6])),
  histogram: (x) => Object.values(ops.histogram(x([6]), 4, [-3, 3])),
  isin: (x) => ops.isin(x([2, 3]), x([2])),
  nonzero: (x) => ops.nonzero(x([2, 3])),
  unique: (x) => ops.unique(x([6], [0, 3])).values,
  geomspace: (x) => ops.geomspace(x([2], [1, 9]), x([2], [1, 9]), 4),
  dotProductAttention: (x) => ops.dotProductAttention(x([1, 3, 2, 4]), x([1, 5, 2, 4]), x([1, 5, 2, 4])),
  ctcLoss: (x) =>
    ops.ctcLoss(
      x([1, 2], [1, 3], 'int32'),
      x([1, 6, 4], [-3, 3], 'float32'),
      x([1], [2, 2], 'int32'),
      x([1], [6, 6], 'int32'),
    ),
  batchNormalization: (x) => ops.batchNormalization(x([2, 3]), x([3]), x([3], [1, 3]), -1),
  layerNormalization: (x) => ops.layerNormalization(x([2, 3])),
  rmsNormalization: (x) => ops.rmsNormalization(x([2, 3])),
  argpartition: (x) => ops.argpartition(x([2, 5]), 2),
  percentile: (x) => ops.percentile(x([2, 5]), 30, 1),
  nanpercentile: (x) => ops.nanpercentile(x([2, 5]), 30, 1),
  nanquantile: (x) => ops.nanquantile(x([2, 5]), 0.3, 1),
  rearrange: (x) => ops.rearrange(x([2, 6]), 'a (b c) -> b a c', { b: 2 }),
  cdist: (x) => ops.cdist(x([2, 3]), x([4, 3])),
  corrcoef: (x) => ops.corrcoef(x([2, 5])),
  correlate: (x) => ops.correlate(x([5]), x([3])),
  psnr: (x) => ops.psnr(x([2, 3]), x([2, 3]), 3),
  trapezoid: (x) => ops.trapezoid(x([2, 5])),
  vander: (x) => ops.vander(x([4]), 3),
  segmentProd: (x) => ops.segmentProd(x([4]), [0, 1, 0, 1], 2),
  cond: (x) =>
    ops.cond(
      x([], [0, 1], 'bool'),
      () => ops.maximum(x([2, 3]), x([3])),
      () => ops.minimum(x([2, 3]), x([3])),
    ),
  switch: (x) => ops.switch(x([], [0, 1], 'int32'), [ops.maximum, ops.minimum], x([2, 3]), x([3])),
  foriLoop: (x) => ops.foriLoop(0, 3, (_, most) => ops.maximum(most, x([3])), x([2, 3])),
  map: (x) => ops.map((row) => ops.max(row), x([2, 3])),
  vectorizedMap: (x) => ops.vectorizedMap((row) => ops.max(row), x([2, 3])),
  'random.binomial': () => random.binomial([2, 3], 5, 0.4, { seed: 1 }),
  'random.beta': () => random.beta([2, 3], 2, 3, { seed: 1 }),
  'random.gamma': () => random.gamma([2, 3], 2, { seed: 1 }),
};
