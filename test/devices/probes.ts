import type { DType, Tensor } from '../../src/graph/index.ts';
import { ops } from '../../src/index.ts';
import { moreProbes } from './more-probes.ts';

/** Draws a tensor of the dtype that is asked about; floats and whole numbers lie in the range. Default range: -3 to 3. */
export type Make = (shape: readonly number[], range?: readonly [number, number], dtype?: DType) => Tensor;

/** A small call of an op. */
export type Probe = (x: Make) => unknown;

const { random } = ops;
const positive = [1, 9] as const;
const unit = [0, 1] as const;
const one =
  (op: (x: Tensor) => unknown, range?: readonly [number, number], shape: readonly number[] = [2, 3]): Probe =>
  (x) =>
    op(x(shape, range));
const two =
  (op: (a: Tensor, b: Tensor) => unknown, range?: readonly [number, number]): Probe =>
  (x) =>
    op(x([2, 3], range), x([3], range));
const image = [1, 6, 6, 2] as const;
const floats = (x: Make, shape: readonly number[], range?: readonly [number, number]) => x(shape, range, 'float32');
const whole = (x: Make, shape: readonly number[], range: readonly [number, number]) => x(shape, range, 'int32');

/** For each op, by its path in `ops`, a call whose data are of the dtype asked about. */
export const probes: Readonly<Record<string, Probe>> = {
  ...moreProbes,
  ...Object.fromEntries(
    (
      [
        'abs',
        'negative',
        'sign',
        'square',
        'exp',
        'exp2',
        'expm1',
        'cbrt',
        'floor',
        'ceil',
        'trunc',
        'round',
        'sin',
        'cos',
        'arctan',
        'sinh',
        'cosh',
        'tanh',
        'arcsinh',
        'deg2rad',
        'rad2deg',
        'sigmoid',
        'erf',
        'erfc',
        'relu',
        'relu6',
        'elu',
        'selu',
        'celu',
        'gelu',
        'silu',
        'softplus',
        'logSigmoid',
        'softsign',
        'squareplus',
        'sparsePlus',
        'sparseSigmoid',
        'tanhShrink',
        'softShrink',
        'hardShrink',
        'hardTanh',
        'hardSigmoid',
        'hardSilu',
        'leakyRelu',
        'isnan',
        'isinf',
        'isposinf',
        'isneginf',
        'isfinite',
        'nanToNum',
        'logicalNot',
        'zerosLike',
        'onesLike',
      ] as const
    ).map((name): [string, Probe] => [name, one((x) => ops[name](x))]),
  ),
  ...Object.fromEntries(
    (['log', 'log1p', 'log2', 'log10', 'sqrt', 'rsqrt', 'reciprocal', 'arccosh'] as const).map(
      (name): [string, Probe] => [name, one((x) => ops[name](x), positive)],
    ),
  ),
  ...Object.fromEntries(
    (['tan', 'arcsin', 'arccos', 'arctanh', 'erfinv'] as const).map((name): [string, Probe] => [
      name,
      one((x) => ops[name](x), [0, 0.9]),
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        'add',
        'subtract',
        'multiply',
        'divide',
        'trueDivide',
        'divideNoNan',
        'maximum',
        'minimum',
        'arctan2',
        'hypot',
        'logaddexp',
        'logaddexp2',
        'equal',
        'notEqual',
        'greater',
        'greaterEqual',
        'less',
        'lessEqual',
        'logicalAnd',
        'logicalOr',
        'logicalXor',
        'isclose',
        'allclose',
      ] as const
    ).map((name): [string, Probe] => [name, two((a, b) => ops[name](a, b))]),
  ),
  ...Object.fromEntries(
    (['power', 'mod', 'floorDivide'] as const).map((name): [string, Probe] => [
      name,
      two((a, b) => ops[name](a, b), [1, 4]),
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        'sum',
        'prod',
        'mean',
        'max',
        'min',
        'amax',
        'amin',
        'ptp',
        'any',
        'all',
        'argmax',
        'argmin',
        'std',
        'var',
        'variance',
        'logsumexp',
        'countNonzero',
        'median',
        'average',
        'softmax',
        'logSoftmax',
        'sparsemax',
        'cumsum',
        'cumprod',
        'sort',
        'argsort',
        'flip',
        'norm',
        'normalize',
        'moments',
      ] as const
    ).map((name): [string, Probe] => [
      name,
      (x) =>
        name === 'norm'
          ? ops.norm(x([2, 3]), null, 1)
          : name === 'normalize'
            ? ops.normalize(x([2, 3], positive), 1)
            : ops[name](x([2, 3]), 1),
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        'transpose',
        'ravel',
        'tril',
        'triu',
        'fliplr',
        'flipud',
        'rot90',
        'diagonal',
        'trace',
        'diag',
        'diagflat',
        'unstack',
        'diff',
      ] as const
    ).map((name): [string, Probe] => [name, one((x) => ops[name](x))]),
  ),
  ...Object.fromEntries(
    (['matmul', 'dot', 'tensordot'] as const).map((name): [string, Probe] => [
      name,
      (x) => (name === 'tensordot' ? ops.tensordot(x([2, 3]), x([3, 4]), 1) : ops[name](x([2, 3]), x([3, 4]))),
    ]),
  ),
  ...Object.fromEntries(
    (['inner', 'outer', 'kron', 'cross', 'vdot'] as const).map((name): [string, Probe] => [
      name,
      (x) => ops[name](x([3]), x([3])),
    ]),
  ),
  ...Object.fromEntries(
    (['concatenate', 'stack', 'hstack', 'vstack', 'dstack', 'columnStack'] as const).map((name): [string, Probe] => [
      name,
      (x) => ops[name]([x([2, 3]), x([2, 3])]),
    ]),
  ),
  ...Object.fromEntries(
    (['split', 'arraySplit', 'hsplit', 'vsplit', 'dsplit'] as const).map((name): [string, Probe] => [
      name,
      one((x) => ops[name](x, 2), undefined, [2, 4, 2]),
    ]),
  ),
  allclose: two((a, b) => ops.allclose(a, b)),
  append: (x) => ops.append(x([2]), x([3])),
  arange: () => ops.add(ops.arange(2, 9, 2), 0),
  broadcastLike: (x) => ops.broadcastLike(x([1, 3]), floats(x, [2, 3])),
  broadcastTo: (x) => ops.broadcastTo(x([1, 3]), [2, 3]),
  cast: (x) => [ops.cast(x([4]), 'float32'), ops.cast(x([4]), 'int32'), ops.cast(x([4]), 'bool')],
  clip: (x) => ops.clip(x([2, 3]), 0, 2),
  countOf: (x) => ops.countOf(x([2, 3]), [1]),
  digitize: (x) => ops.digitize(x([5]), x([1]).rank === 1 ? [-1, 0, 2] : []),
  einsum: (x) => ops.einsum('ij,jk->ik', x([2, 3]), x([3, 4])),
  expandDims: (x) => ops.expandDims(x([2, 3]), 1),
  eye: (x) => ops.eye(3, 4, 1, x([1]).dtype),
  identity: (x) => ops.identity(3, x([1]).dtype),
  fillLike: (x) => ops.fillLike(1, x([2, 3])),
  full: (x) => ops.full([2, 3], x([3]), x([1]).dtype),
  fullLike: (x) => ops.fullLike(x([2, 3]), 1),
  getItem: (x) => [ops.getItem(x([4, 3]), [{ start: 1 }, 0]), ops.getItem(x([4, 3]), [{ step: -1 }])],
  glu: (x) => ops.glu(x([2, 4])),
  inTopK: (x) => ops.inTopK(whole(x, [2], [0, 2]), floats(x, [2, 3]), 2),
  linspace: (x) => ops.linspace(x([2]), x([2]), 4),
  logspace: (x) => ops.logspace(x([2], [0, 2]), x([2], [0, 2]), 4),
  meshgrid: (x) => ops.meshgrid([x([2]), x([3])]),
  moveaxis: (x) => ops.moveaxis(x([2, 3, 2]), 0, 2),
  multiHot: (x) => ops.multiHot(whole(x, [2, 3], [0, 3]), 4, -1, x([1]).dtype),
  oneHot: (x) => ops.oneHot(whole(x, [4], [0, 3]), 4, -1, x([1]).dtype),
  ones: (x) => ops.ones([2, 3], x([1]).dtype),
  pad: (x) => ops.pad(x([2, 3]), 1),
  quantile: (x) => ops.quantile(x([2, 5]), 0.3, 1),
  repeat: (x) => [ops.repeat(x([2, 3]), 2, 1), ops.repeat(x([3]), [1, 2, 0], 0)],
  reshape: (x) => ops.reshape(x([2, 3]), [3, 2]),
  reshapeLike: (x) => ops.reshapeLike(x([2, 3]), floats(x, [3, 2])),
  roll: (x) => ops.roll(x([2, 3]), 1, 1),
  scatter: (x) => ops.scatter(whole(x, [3, 1], [0, 3]), x([3]), [4]),
  scatterUpdate: (x) => ops.scatterUpdate(x([4]), [[0], [2]], x([2])),
  'scatterUpdate, add': (x) => ops.scatterUpdate(x([4]), whole(x, [3, 1], [0, 3]), x([3]), 'add'),
  'scatterUpdate, max': (x) => ops.scatterUpdate(x([4]), whole(x, [3, 1], [0, 3]), x([3]), 'max'),
  'scatterUpdate, min': (x) => ops.scatterUpdate(x([4]), whole(x, [3, 1], [0, 3]), x([3]), 'min'),
  'scatterUpdate, mul': (x) => ops.scatterUpdate(x([4]), whole(x, [3, 1], [0, 3]), x([3]), 'mul'),
  searchsorted: (x) => ops.searchsorted([-1, 0, 2], x([5])),
  segmentMax: (x) => ops.segmentMax(x([4]), [0, 1, 0, 1], 2),
  segmentMin: (x) => ops.segmentMin(x([4]), [0, 1, 0, 1], 2),
  segmentSum: (x) => ops.segmentSum(x([4]), [0, 1, 0, 1], 2),
  slice: (x) => ops.slice(x([3, 3]), [1, 0], [2, 2]),
  'slice, start a tensor': (x) => ops.slice(x([3, 3]), whole(x, [2], [0, 1]), [2, 2]),
  sliceUpdate: (x) => ops.sliceUpdate(x([3, 3]), [1, 0], x([2, 2])),
  'sliceUpdate, start a tensor': (x) => ops.sliceUpdate(x([3, 3]), whole(x, [2], [0, 1]), x([2, 2])),
  splitLike: (x) => ops.splitLike(x([3]), [floats(x, [1]), floats(x, [2])], 0),
  stopGradient: (x) => ops.maximum(ops.stopGradient(x([2, 3])), x([2, 3])),
  squeeze: (x) => ops.squeeze(x([2, 1, 3])),
  sumLike: (x) => ops.sumLike(x([2, 3]), floats(x, [1, 3])),
  swapaxes: (x) => ops.swapaxes(x([2, 3, 2]), 0, 2),
  take: (x) => ops.take(x([4, 2]), whole(x, [3], [0, 3]), 0),
  takeAlongAxis: (x) => ops.takeAlongAxis(x([4, 2]), whole(x, [2, 2], [0, 3]), 0),
  threshold: (x) => ops.threshold(x([2, 3]), 0, -1),
  tile: (x) => ops.tile(x([2, 3]), [2, 1]),
  topK: (x) => Object.values(ops.topK(x([2, 5]), 3)),
  tri: (x) => ops.tri(3, 4, 1, x([1]).dtype),
  unravelIndex: (x) => ops.unravelIndex(whole(x, [3], [0, 5]), [2, 3]),
  where: (x) => ops.where(x([2, 3], unit, 'bool'), x([2, 3]), x([3])),
  zeros: (x) => ops.zeros([2, 3], x([1]).dtype),
  conv: (x) => [
    ops.conv(x([...image]), x([3, 3, 2, 4])),
    ops.conv(x([1, 6, 2]), x([3, 2, 4]), { padding: 'same', strides: 2 }),
    ops.conv(x([1, 4, 4, 4, 1]), x([2, 2, 2, 1, 2])),
  ],
  depthwiseConv: (x) => ops.depthwiseConv(x([...image]), x([3, 3, 2, 1])),
  separableConv: (x) => ops.separableConv(x([...image]), x([3, 3, 2, 1]), x([1, 1, 2, 3])),
  convTranspose: (x) => [
    ops.convTranspose(x([...image]), x([3, 3, 4, 2]), { strides: 2 }),
    ops.convTranspose(x([1, 3, 3, 3, 1]), x([2, 2, 2, 2, 1])),
  ],
  maxPool: (x) => [ops.maxPool(x([...image]), 2), ops.maxPool(x([...image]), 3, { strides: 2, padding: 'same' })],
  averagePool: (x) => [
    ops.averagePool(x([...image]), 2),
    ops.averagePool(x([...image]), 3, { strides: 2, padding: 'same' }),
  ],
  adaptiveMaxPool: (x) => ops.adaptiveMaxPool(x([...image]), 4),
  adaptiveAveragePool: (x) => ops.adaptiveAveragePool(x([...image]), 4),
  'image.resize': (x) => ops.image.resize(x([...image]), [3, 9]),
  binaryCrossentropy: (x) => ops.binaryCrossentropy(x([4], unit), floats(x, [4], [0.1, 0.9])),
  categoricalCrossentropy: (x) => ops.categoricalCrossentropy(x([2, 3], unit), floats(x, [2, 3], [0.1, 0.9])),
  sparseCategoricalCrossentropy: (x) =>
    ops.sparseCategoricalCrossentropy(whole(x, [2], [0, 2]), floats(x, [2, 3], [0.1, 0.9])),
  'random.categorical': (x) => random.categorical(floats(x, [2, 3]), 4, { seed: 1 }),
  'random.shuffle': (x) => random.shuffle(x([6]), { seed: 1 }),
  'random.normal': () => random.normal([2, 3], { seed: 1 }),
  'random.normalLike': (x) => random.normalLike(floats(x, [2, 3]), { seed: 1 }),
  'random.truncatedNormal': () => random.truncatedNormal([2, 3], { seed: 1 }),
  'random.uniform': () => random.uniform([2, 3], { seed: 1 }),
  'random.uniformLike': (x) => random.uniformLike(floats(x, [2, 3]), { seed: 1 }),
  'random.dropout': (x) => random.dropout(floats(x, [2, 3]), 0.5, { seed: 1 }),
  'random.bernoulli': () => random.bernoulli([2, 3], 0.4, { seed: 1 }),
  'random.randint': () => random.randint([2, 3], 0, 9, { seed: 1 }),
};

/** Names of `ops` that run nothing: they make tensors of data, or hold the state of random numbers. */
export const noOps: readonly string[] = [
  'constant',
  'placeholder',
  'tensor',
  'isTensor',
  'random.globalSeedGenerator',
  'random.SeedGenerator',
  'random.setRandomSeed',
];

/** The path of every function in a namespace. */
export function pathsOf(namespace: object, prefix = ''): readonly string[] {
  return Object.entries(namespace).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'function') return [prefix + name];
    return typeof value === 'object' && value !== null ? pathsOf(value, `${prefix}${name}.`) : [];
  });
}
