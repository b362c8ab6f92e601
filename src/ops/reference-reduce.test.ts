import type { DType, Tensor } from '../graph/index.ts';
import {
  at,
  type Draw,
  type Drawn,
  drawn,
  type Grid,
  grid,
  indexOf,
  type Property,
  properties,
  refusals,
  said,
  toTensor,
} from '../testing/property.ts';
import { sizeOf } from '../utils/arrays.ts';
import * as ops from './index.ts';

type Axes = readonly number[] | number | null;
type Reduce = (x: Tensor, axis: Axes, keepdims: boolean) => Tensor;

interface Rule {
  readonly dtypes?: readonly [DType, ...DType[]];
  readonly range?: readonly [number, number];
  readonly result?: DType | ((x: DType) => DType);
  /** Whether an axis of length 0 may be reduced. Default true. */
  readonly empty?: boolean;
  /** Whether several axes may be named. Default true. */
  readonly several?: boolean;
  /** Whether the reduced axes can stay. Default true. */
  readonly keeps?: boolean;
}

const every = ['float32', 'float32', 'int32', 'uint8', 'bool'] as const;
const numeric = ['float32', 'float32', 'int32', 'uint8'] as const;
const total = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
const average = (xs: readonly number[]) => total(xs) / xs.length;
const largest = (xs: readonly number[]) => xs.reduce((a, b) => Math.max(a, b), -Infinity);
const smallest = (xs: readonly number[]) => xs.reduce((a, b) => Math.min(a, b), Infinity);
const spread = (xs: readonly number[]) => average(xs.map((x) => (x - average(xs)) ** 2));
const middle = (xs: readonly number[], q: number) => {
  const order = xs.toSorted((a, b) => a - b);
  const place = q * (xs.length - 1);
  const [low = Number.NaN, high = low] = order.slice(Math.floor(place), Math.floor(place) + 2);
  return low + (place % 1) * (high - low);
};

/** The numbers that fall together at an index of the reduced shape, in row-major order. */
function together(x: Grid, axes: readonly number[], index: readonly number[], keepdims: boolean): readonly number[] {
  const inner = axes.map((axis) => x.shape[axis] ?? 1);
  return Array.from({ length: sizeOf(inner) }, (_, flat) => {
    const within = indexOf(flat, inner);
    let next = 0;
    const whole = x.shape.map((_, axis) => {
      if (axes.includes(axis)) {
        if (keepdims) next++;
        return within[axes.indexOf(axis)] ?? 0;
      }
      return index[next++] ?? 0;
    });
    return at(x, whole);
  });
}

function reduced(
  x: Grid,
  axes: readonly number[],
  keepdims: boolean,
  dtype: DType,
  f: (xs: readonly number[]) => number,
): Grid {
  const shape = x.shape.flatMap((length, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [length]));
  return grid(shape, dtype, (index) => f(together(x, axes, index, keepdims)));
}

function over(op: Reduce, f: (xs: readonly number[]) => number, rule: Rule = {}): Property {
  const { dtypes = numeric, range = [-3, 3], result = 'float32', empty = true, several = true, keeps = true } = rule;
  return (draw): Drawn => {
    const x = drawn(draw, draw.shape({ empty }), draw.pick(...dtypes), range);
    const rank = x.shape.length;
    const all = x.shape.map((_, axis) => axis);
    const chosen = several ? draw.some(rank) : rank > 0 ? [draw.whole(0, rank - 1)] : [];
    const axes = chosen.length === 0 || draw.chance(0.2) ? all : chosen;
    const written = axes.map((axis) => (draw.chance(0.3) ? axis - rank : axis));
    const [only = 0] = written;
    const axis = axes.length === rank && (rank !== 1 || draw.chance()) ? null : axes.length === 1 ? only : written;
    const keepdims = keeps && draw.chance();
    const dtype = typeof result === 'string' ? result : result(x.dtype);
    return {
      says: `${said(x)} over ${JSON.stringify(axis)}${keepdims ? ', kept' : ''}`,
      run: () => op(toTensor(x), axis, keepdims),
      expected: reduced(x, axes, keepdims, dtype, f),
      tolerance: 2e-5,
    };
  };
}

const summedAs = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype === 'uint8' ? 'uint32' : dtype);
const same = (dtype: DType): DType => dtype;
const single = (axis: Axes) => (typeof axis === 'object' && axis !== null ? (axis[0] ?? null) : axis);

properties('reductions', 24, {
  sum: over(ops.sum, total, { dtypes: every, result: summedAs }),
  prod: over(ops.prod, (xs) => xs.reduce((a, b) => a * b, 1), { dtypes: every, result: summedAs, range: [-1, 1] }),
  mean: over(ops.mean, average, { dtypes: every, empty: false }),
  max: over(ops.max, largest, { dtypes: every, result: same, empty: false }),
  min: over(ops.min, smallest, { dtypes: every, result: same, empty: false }),
  amax: over(ops.amax, largest, { dtypes: every, result: same, empty: false }),
  amin: over(ops.amin, smallest, { dtypes: every, result: same, empty: false }),
  ptp: over(ops.ptp, (xs) => largest(xs) - smallest(xs), { result: same, empty: false }),
  var: over(ops.var, spread, { empty: false }),
  std: over(ops.std, (xs) => Math.sqrt(spread(xs)), { empty: false }),
  logsumexp: over(ops.logsumexp, (xs) => Math.log(total(xs.map(Math.exp))), { empty: false }),
  countNonzero: over(
    (x, axis) => ops.countNonzero(x, axis),
    (xs) => xs.filter((x) => x !== 0).length,
    { dtypes: every, result: 'int32', keeps: false },
  ),
  any: over(ops.any, (xs) => Number(xs.some((x) => x !== 0)), { dtypes: every, result: 'bool' }),
  all: over(ops.all, (xs) => Number(xs.every((x) => x !== 0)), { dtypes: every, result: 'bool' }),
  argmax: over(
    (x, axis, keepdims) => ops.argmax(x, single(axis), keepdims),
    (xs) => xs.indexOf(largest(xs)),
    { dtypes: every, result: 'int32', several: false, empty: false },
  ),
  argmin: over(
    (x, axis, keepdims) => ops.argmin(x, single(axis), keepdims),
    (xs) => xs.indexOf(smallest(xs)),
    { dtypes: every, result: 'int32', several: false, empty: false },
  ),
  median: over(ops.median, (xs) => middle(xs, 0.5), { empty: false }),
  quantile: over(
    (x, axis, keepdims) => ops.quantile(x, 0.3, axis, 'linear', keepdims),
    (xs) => middle(xs, 0.3),
    { empty: false },
  ),
  norm: over(
    (x, axis, keepdims) => ops.norm(x, null, single(axis), keepdims),
    (xs) => Math.hypot(...xs),
    { several: false, dtypes: ['float32'] },
  ),
  softmax: along(ops.softmax, (xs) => xs.map((x) => Math.exp(x) / total(xs.map(Math.exp))), { dtypes: ['float32'] }),
  logSoftmax: along(ops.logSoftmax, (xs) => xs.map((x) => x - Math.log(total(xs.map(Math.exp)))), {
    dtypes: ['float32'],
  }),
  average(draw) {
    const x = drawn(draw, draw.shape({ least: 1, empty: false }), draw.pick(...numeric));
    const { axis, written } = draw.axis(x.shape.length);
    const weights = drawn(draw, draw.chance() ? x.shape : [x.shape[axis] ?? 1], 'float32', [0.2, 2]);
    const weightAt = (index: readonly number[]) =>
      at(weights, weights.shape.length === x.shape.length ? index : [index[axis] ?? 0]);
    const weighed = grid(x.shape, 'float32', (index) => at(x, index) * weightAt(index));
    const full = grid(x.shape, 'float32', weightAt);
    const sums = reduced(weighed, [axis], false, 'float32', total);
    const whole = reduced(full, [axis], false, 'float32', total);
    const expected = { ...sums, values: sums.values.map((sum, i) => sum / (whole.values[i] ?? 0)) };
    return {
      says: `${said(x)} by ${said(weights)} over ${written}`,
      run: () => ops.average(toTensor(x), written, toTensor(weights)),
      expected,
    };
  },
});

type Along = (x: Tensor, axis: number) => Tensor;

/** An op that puts other numbers in the place of those along an axis. */
function along(
  op: Along,
  f: (xs: readonly number[]) => readonly number[],
  rule: Rule & { readonly longer?: number } = {},
): Property {
  const { dtypes = numeric, range = [-3, 3], result = same, empty = true, longer = 0 } = rule;
  return (draw): Drawn => {
    const x = drawn(draw, draw.shape({ least: 1, empty }), draw.pick(...dtypes), range);
    const { axis, written } = draw.axis(x.shape.length);
    const dtype = typeof result === 'string' ? result : result(x.dtype);
    const length = Math.max(0, (x.shape[axis] ?? 1) + longer);
    const expected = grid(x.shape.with(axis, length), dtype, (index) => {
      const row = Array.from({ length: x.shape[axis] ?? 1 }, (_, i) => at(x, index.with(axis, i)));
      return f(row)[index[axis] ?? 0] ?? Number.NaN;
    });
    return { says: `${said(x)} along ${written}`, run: () => op(toTensor(x), written), expected };
  };
}

const ascending = (xs: readonly number[]) =>
  xs.map((x, i) => [x, i] as const).toSorted(([a, i], [b, j]) => a - b || i - j);
const descending = (xs: readonly number[]) =>
  xs.map((x, i) => [x, i] as const).toSorted(([a, i], [b, j]) => b - a || i - j);
const running = (f: (a: number, b: number) => number) => (xs: readonly number[]) =>
  xs.map((_, i) => xs.slice(0, i + 1).reduce(f));

properties('cumulative ops', 70, {
  cumsum: along(
    ops.cumsum,
    running((a, b) => a + b),
    { dtypes: ['float32', 'int32'] },
  ),
  cumprod: along(
    ops.cumprod,
    running((a, b) => a * b),
    { dtypes: ['float32', 'int32'], range: [-2, 2] },
  ),
  diff: along(
    (x, axis) => ops.diff(x, 1, axis),
    (xs) => xs.slice(1).map((x, i) => x - (xs[i] ?? 0)),
    { dtypes: ['float32', 'int32'], longer: -1 },
  ),
  'diff of diff': along(
    (x, axis) => ops.diff(x, 2, axis),
    (xs) => xs.slice(2).map((x, i) => x - 2 * (xs[i + 1] ?? 0) + (xs[i] ?? 0)),
    { dtypes: ['float32', 'int32'], longer: -2 },
  ),
});

properties('sorting', 40, {
  sort: along(ops.sort, (xs) => xs.toSorted((a, b) => a - b), { dtypes: every }),
  'sort, descending': along(
    (x, axis) => ops.sort(x, axis, { descending: true }),
    (xs) => xs.toSorted((a, b) => b - a),
  ),
  argsort: along(ops.argsort, (xs) => ascending(xs).map(([, i]) => i), { result: 'int32', dtypes: every }),
  'argsort, descending': along(
    (x, axis) => ops.argsort(x, axis, { descending: true }),
    (xs) => descending(xs).map(([, i]) => i),
    { result: 'int32' },
  ),
  topK(draw) {
    const x = drawn(draw, draw.shape({ least: 1, empty: false }), draw.pick(...numeric));
    const last = x.shape.length - 1;
    const k = draw.whole(1, x.shape[last] ?? 1);
    const rowOf = (index: readonly number[]) =>
      Array.from({ length: x.shape[last] ?? 1 }, (_, i) => at(x, index.with(last, i)));
    const [values, indices] = [0, 1].map((part) =>
      grid(
        x.shape.with(last, k),
        part === 0 ? x.dtype : 'int32',
        (index) => descending(rowOf(index))[index[last] ?? 0]?.[part] ?? Number.NaN,
      ),
    );
    return {
      says: `${said(x)}, ${k}`,
      run: () => Object.values(ops.topK(toTensor(x), k)),
      expected: [values ?? x, indices ?? x],
    };
  },
  searchsorted(draw) {
    const bounds = drawn(draw, [draw.whole(1, 7)], draw.pick('float32', 'int32'));
    const sorted = { ...bounds, values: bounds.values.toSorted((a, b) => a - b) };
    const x = drawn(draw, draw.shape(), draw.pick('float32', 'int32'), [-4, 4]);
    const side = draw.pick('left', 'right');
    const before = (value: number) =>
      sorted.values.filter((bound) => (side === 'left' ? bound < value : bound <= value)).length;
    const expected = grid(x.shape, 'int32', (index) => before(at(x, index)));
    return {
      says: `${said(x)} in ${said(sorted)}, ${side}`,
      run: () => ops.searchsorted(toTensor(sorted), toTensor(x), side),
      expected,
    };
  },
});

const beyond = (op: Along) => (draw: Draw) => {
  const x = toTensor(drawn(draw, draw.shape({ least: 1 })));
  const axis = draw.chance() ? x.rank + draw.whole(0, 2) : -x.rank - 1 - draw.whole(0, 2);
  return () => op(x, axis);
};

refusals(
  'axes that are not there',
  20,
  Object.fromEntries(
    Object.entries({
      sum: ops.sum,
      mean: ops.mean,
      max: ops.max,
      argmax: ops.argmax,
      any: ops.any,
      median: ops.median,
      norm: (x: Tensor, axis: number) => ops.norm(x, null, axis),
      cumsum: ops.cumsum,
      diff: (x: Tensor, axis: number) => ops.diff(x, 1, axis),
      sort: ops.sort,
      argsort: ops.argsort,
      softmax: ops.softmax,
    }).map(([name, op]) => [name, beyond(op)]),
  ),
);

const ofNothing = (op: Along) => (draw: Draw) => {
  const shape = draw.shape({ least: 1, empty: false });
  const { axis, written } = draw.axis(shape.length);
  const x = toTensor(drawn(draw, shape.with(axis, 0)));
  return () => op(x, written);
};

refusals('the largest of no numbers', 20, {
  max: ofNothing(ops.max),
  min: ofNothing(ops.min),
  argmax: ofNothing(ops.argmax),
  argmin: ofNothing(ops.argmin),
  ptp: ofNothing(ops.ptp),
  median: ofNothing(ops.median),
});
