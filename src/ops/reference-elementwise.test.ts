import type { DType, Tensor } from '../graph/index.ts';
import {
  atBroadcast,
  broadcastPair,
  type Draw,
  type Drawn,
  drawn,
  grid,
  type Property,
  properties,
  refusals,
  said,
  toTensor,
} from '../testing/property.ts';
import * as ops from './index.ts';

type Unary = (x: Tensor) => Tensor;
interface Rule {
  readonly dtypes?: readonly [DType, ...DType[]];
  readonly range?: readonly [number, number];
  /** The dtype of the result. Default: float32. */
  readonly result?: DType | 'same';
  readonly tolerance?: number;
}

const numeric = ['float32', 'float32', 'int32', 'uint8'] as const;
const signed = ['float32', 'float32', 'int32'] as const;
const every = ['float32', 'float32', 'int32', 'uint8', 'bool'] as const;

/** Of any shape and dtype, number by number. */
function one(op: Unary, f: (x: number) => number, rule: Rule = {}): Property {
  const { dtypes = every, range = [-3, 3], result = 'float32', tolerance = 1e-5 } = rule;
  return (draw): Drawn => {
    const x = drawn(draw, draw.shape(), draw.pick(...dtypes), range);
    const dtype = result === 'same' ? x.dtype : result;
    const expected = grid(x.shape, dtype, (index) => f(atBroadcast(x, index)));
    return { says: said(x), run: () => op(toTensor(x)), expected, tolerance };
  };
}

const even = (x: number) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
/** The error function, by its power series. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const positive = { range: [1, 9] } as const;
const unit = { range: [-0.95, 0.95], dtypes: ['float32'] } as const;

properties('elementwise ops of one operand', 12, {
  abs: one(ops.abs, Math.abs, { result: 'same', dtypes: numeric }),
  negative: one(ops.negative, (x) => -x, { result: 'same', dtypes: signed }),
  sign: one(ops.sign, Math.sign, { result: 'same', dtypes: numeric }),
  square: one(ops.square, (x) => x * x, { result: 'same', dtypes: numeric }),
  reciprocal: one(ops.reciprocal, (x) => 1 / x, positive),
  exp: one(ops.exp, Math.exp),
  exp2: one(ops.exp2, (x) => 2 ** x),
  expm1: one(ops.expm1, Math.expm1),
  log: one(ops.log, Math.log, positive),
  log1p: one(ops.log1p, Math.log1p, positive),
  log2: one(ops.log2, Math.log2, positive),
  log10: one(ops.log10, Math.log10, positive),
  sqrt: one(ops.sqrt, Math.sqrt, positive),
  rsqrt: one(ops.rsqrt, (x) => 1 / Math.sqrt(x), positive),
  cbrt: one(ops.cbrt, Math.cbrt, { dtypes: ['float32'] }),
  floor: one(ops.floor, Math.floor),
  ceil: one(ops.ceil, Math.ceil),
  trunc: one(ops.trunc, Math.trunc, { result: 'same', dtypes: numeric }),
  round: one(ops.round, even, { result: 'same', dtypes: numeric }),
  sin: one(ops.sin, Math.sin),
  cos: one(ops.cos, Math.cos),
  tan: one(ops.tan, Math.tan, { range: [-1.3, 1.3], dtypes: ['float32'] }),
  arcsin: one(ops.arcsin, Math.asin, unit),
  arccos: one(ops.arccos, Math.acos, unit),
  arctan: one(ops.arctan, Math.atan),
  sinh: one(ops.sinh, Math.sinh),
  cosh: one(ops.cosh, Math.cosh),
  tanh: one(ops.tanh, Math.tanh),
  arcsinh: one(ops.arcsinh, Math.asinh),
  arccosh: one(ops.arccosh, Math.acosh, positive),
  arctanh: one(ops.arctanh, Math.atanh, unit),
  deg2rad: one(ops.deg2rad, (x) => (x * Math.PI) / 180),
  rad2deg: one(ops.rad2deg, (x) => (x * 180) / Math.PI),
  sigmoid: one(ops.sigmoid, logistic),
  erf: one(ops.erf, erf),
  erfc: one(ops.erfc, (x) => 1 - erf(x)),
  relu: one(ops.relu, (x) => Math.max(x, 0), { result: 'same', dtypes: ['float32'] }),
  relu6: one(ops.relu6, (x) => Math.min(Math.max(x, 0), 6), { dtypes: ['float32'], range: [-9, 9] }),
  elu: one(ops.elu, (x) => (x > 0 ? x : Math.expm1(x)), { dtypes: ['float32'] }),
  leakyRelu: one(
    (x) => ops.leakyRelu(x, 0.3),
    (x) => (x > 0 ? x : 0.3 * x),
    { dtypes: ['float32'] },
  ),
  celu: one(
    (x) => ops.celu(x, 0.7),
    (x) => (x > 0 ? x : 0.7 * Math.expm1(x / 0.7)),
    { dtypes: ['float32'] },
  ),
  gelu: one(
    (x) => ops.gelu(x, false),
    (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
    { dtypes: ['float32'] },
  ),
  silu: one(ops.silu, (x) => x * logistic(x), { dtypes: ['float32'] }),
  softplus: one(ops.softplus, (x) => Math.log1p(Math.exp(x)), { dtypes: ['float32'] }),
  logSigmoid: one(ops.logSigmoid, (x) => Math.log(logistic(x)), { dtypes: ['float32'] }),
  softsign: one(ops.softsign, (x) => x / (1 + Math.abs(x)), { dtypes: ['float32'] }),
  squareplus: one(ops.squareplus, (x) => (x + Math.sqrt(x * x + 4)) / 2, { dtypes: ['float32'] }),
  tanhShrink: one(ops.tanhShrink, (x) => x - Math.tanh(x), { dtypes: ['float32'] }),
  softShrink: one(ops.softShrink, (x) => Math.sign(x) * Math.max(Math.abs(x) - 0.5, 0), { dtypes: ['float32'] }),
  hardShrink: one(ops.hardShrink, (x) => (Math.abs(x) > 0.5 ? x : 0), { dtypes: ['float32'] }),
  hardTanh: one(ops.hardTanh, (x) => Math.min(Math.max(x, -1), 1), { dtypes: ['float32'] }),
  hardSigmoid: one(ops.hardSigmoid, (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1), {
    dtypes: ['float32'],
    range: [-5, 5],
  }),
  isnan: one(
    (x) => ops.isnan(ops.sqrt(x)),
    (x) => Number(x < 0),
    { result: 'bool', dtypes: signed },
  ),
  isinf: one(
    (x) => ops.isinf(ops.divide(1, x)),
    (x) => Number(x === 0),
    { result: 'bool', dtypes: ['int32', 'bool'] },
  ),
  isfinite: one(
    (x) => ops.isfinite(ops.divide(x, x)),
    (x) => Number(x !== 0),
    { result: 'bool', dtypes: ['int32', 'bool'] },
  ),
  logicalNot: one(ops.logicalNot, (x) => Number(x === 0), { result: 'bool' }),
  clip: one(
    (x) => ops.clip(x, -1, 2),
    (x) => Math.min(Math.max(x, -1), 2),
    { result: 'same', dtypes: signed },
  ),
});

/** The dtype in which two meet, of those drawn here. */
function met(a: DType, b: DType): DType {
  const order: readonly DType[] = ['bool', 'uint8', 'int32', 'float32'];
  return order[Math.max(...[a, b].map((dtype) => order.indexOf(dtype)))] ?? 'float32';
}

type Binary = (a: Tensor, b: Tensor) => Tensor;

/** Of two shapes that broadcast and two dtypes that meet, number by number. */
function two(op: Binary, f: (a: number, b: number, dtype: DType) => number, rule: Rule = {}): Property {
  const { dtypes = every, range = [-3, 3], result = 'same', tolerance = 1e-5 } = rule;
  return (draw): Drawn => {
    const shapes = broadcastPair(draw);
    const a = drawn(draw, shapes.a, draw.pick(...dtypes), range);
    const b = drawn(draw, shapes.b, draw.pick(...dtypes), range);
    const dtype = result === 'same' ? met(a.dtype, b.dtype) : result;
    const expected = grid(shapes.shape, dtype, (index) => f(atBroadcast(a, index), atBroadcast(b, index), dtype));
    return { says: `${said(a)} and ${said(b)}`, run: () => op(toTensor(a), toTensor(b)), expected, tolerance };
  };
}

const truth = (f: (a: boolean, b: boolean) => boolean) => (a: number, b: number) => Number(f(a !== 0, b !== 0));
const wrap = (x: number, dtype: DType) => (dtype === 'uint8' ? x & 255 : x);
const bool = { result: 'bool' } as const;

properties('elementwise ops of two operands, with broadcasting', 20, {
  add: two(ops.add, (a, b, dtype) => (dtype === 'bool' ? Number(a + b > 0) : a + b)),
  subtract: two(ops.subtract, (a, b, dtype) => wrap(a - b, dtype), { dtypes: numeric }),
  multiply: two(ops.multiply, (a, b) => a * b),
  divide: two(ops.divide, (a, b) => a / b, { result: 'float32' }),
  trueDivide: two(ops.trueDivide, (a, b) => a / b, { result: 'float32' }),
  divideNoNan: two(ops.divideNoNan, (a, b) => (b === 0 ? 0 : a / b), { result: 'float32', dtypes: signed }),
  maximum: two(ops.maximum, (a, b) => Math.max(a, b)),
  minimum: two(ops.minimum, (a, b) => Math.min(a, b)),
  power: two(ops.power, (a, b) => a ** b, { dtypes: ['float32', 'int32', 'uint8'], range: [1, 4] }),
  mod: two(ops.mod, (a, b) => a - b * Math.floor(a / b), { dtypes: ['int32', 'uint8'], range: [1, 9] }),
  floorDivide: two(ops.floorDivide, (a, b) => Math.floor(a / b), { dtypes: ['int32', 'uint8'], range: [1, 9] }),
  arctan2: two(ops.arctan2, Math.atan2, { result: 'float32', dtypes: signed }),
  hypot: two(ops.hypot, (a, b) => Math.hypot(a, b), { result: 'float32', dtypes: numeric }),
  logaddexp: two(ops.logaddexp, (a, b) => Math.log(Math.exp(a) + Math.exp(b)), { result: 'float32', dtypes: numeric }),
  logaddexp2: two(ops.logaddexp2, (a, b) => Math.log2(2 ** a + 2 ** b), { result: 'float32', dtypes: numeric }),
});

properties('comparison and logic, with broadcasting', 25, {
  equal: two(ops.equal, (a, b) => Number(a === b), bool),
  notEqual: two(ops.notEqual, (a, b) => Number(a !== b), bool),
  greater: two(ops.greater, (a, b) => Number(a > b), bool),
  greaterEqual: two(ops.greaterEqual, (a, b) => Number(a >= b), bool),
  less: two(ops.less, (a, b) => Number(a < b), bool),
  lessEqual: two(ops.lessEqual, (a, b) => Number(a <= b), bool),
  logicalAnd: two(
    ops.logicalAnd,
    truth((a, b) => a && b),
    bool,
  ),
  logicalOr: two(
    ops.logicalOr,
    truth((a, b) => a || b),
    bool,
  ),
  logicalXor: two(
    ops.logicalXor,
    truth((a, b) => a !== b),
    bool,
  ),
  isclose: two(ops.isclose, (a, b) => Number(Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b)), bool),
  where(draw) {
    const { a: shapeA, b: shapeB, shape } = broadcastPair(draw);
    const condition = drawn(
      draw,
      shape.map((length) => (draw.chance(0.3) ? 1 : length)),
      'bool',
    );
    const a = drawn(draw, shapeA, draw.pick(...every));
    const b = drawn(draw, shapeB, draw.pick(...every));
    const expected = grid(shape, met(a.dtype, b.dtype), (i) => atBroadcast(atBroadcast(condition, i) ? a : b, i));
    return {
      says: `${said(condition)} ? ${said(a)} : ${said(b)}`,
      run: () => ops.where(toTensor(condition), toTensor(a), toTensor(b)),
      expected,
    };
  },
});

/** Two shapes of which one axis pair fits nowhere. */
function unmatched(draw: Draw): readonly [Tensor, Tensor] {
  const shape = draw.shape({ least: 1 });
  const wrong = draw.whole(0, shape.length - 1);
  const length = shape[wrong] ?? 1;
  const a = shape.with(wrong, length === 1 ? 2 : length);
  const b = shape.with(wrong, length === 1 ? 3 : length + 1 + Number(length === 0));
  return [toTensor(drawn(draw, a)), toTensor(drawn(draw, b))];
}
const apart = (op: Binary) => (draw: Draw) => {
  const [a, b] = unmatched(draw);
  return () => op(a, b);
};

refusals('shapes that do not broadcast', 20, {
  add: apart(ops.add),
  subtract: apart(ops.subtract),
  multiply: apart(ops.multiply),
  divide: apart(ops.divide),
  maximum: apart(ops.maximum),
  power: apart(ops.power),
  mod: apart(ops.mod),
  arctan2: apart(ops.arctan2),
  equal: apart(ops.equal),
  logicalAnd: apart(ops.logicalAnd),
  isclose: apart(ops.isclose),
  where: apart((a, b) => ops.where(true, a, b)),
});
