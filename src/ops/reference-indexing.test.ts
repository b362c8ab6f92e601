import type { Tensor } from '../graph/index.ts';
import {
  at,
  type Draw,
  type Drawn,
  drawn,
  flatOf,
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

const dtypes = ['float32', 'float32', 'int32', 'uint8', 'bool'] as const;
const numeric = ['float32', 'float32', 'int32'] as const;

/** Places along an axis, some of them counted from the end. */
function places(draw: Draw, shape: readonly number[], length: number): Grid {
  return grid(shape, 'int32', () => draw.whole(-length, length - 1));
}
const forward = (place: number, length: number) => (place < 0 ? place + length : place);

/** Python's slice of a length, as the places it takes. */
function taken(length: number, start: number | null, stop: number | null, step: number): readonly number[] {
  const bound = (place: number | null, open: number): number => {
    if (place === null) return open;
    const absolute = place < 0 ? place + length : place;
    return step > 0 ? Math.min(Math.max(absolute, 0), length) : Math.min(Math.max(absolute, -1), length - 1);
  };
  const first = bound(start, step > 0 ? 0 : length - 1);
  const last = bound(stop, step > 0 ? length : -1);
  return Array.from({ length: Math.max(0, Math.ceil((last - first) / step)) }, (_, i) => first + i * step);
}

properties('taking', 45, {
  take(draw) {
    const x = drawn(draw, draw.shape({ least: 1, most: 3, empty: false }), draw.pick(...dtypes));
    const { axis, written } = draw.axis(x.shape.length);
    const length = x.shape[axis] ?? 1;
    const indices = places(draw, draw.shape({ most: 2 }), length);
    const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
    const expected = grid(shape, x.dtype, (index) => {
      const place = at(indices, index.slice(axis, axis + indices.shape.length));
      return at(x, index.toSpliced(axis, indices.shape.length, forward(place, length)));
    });
    return {
      says: `${said(x)} by ${said(indices)} along ${written}`,
      run: () => ops.take(toTensor(x), toTensor(indices), written),
      expected,
    };
  },
  'take, flat': (draw) => {
    const x = drawn(draw, draw.shape({ most: 3, empty: false }), draw.pick(...dtypes));
    const indices = places(draw, draw.shape({ most: 2 }), sizeOf(x.shape));
    const expected = grid(indices.shape, x.dtype, (i) => x.values.at(at(indices, i)) ?? Number.NaN);
    return { says: `${said(x)} by ${said(indices)}`, run: () => ops.take(toTensor(x), toTensor(indices)), expected };
  },
  takeAlongAxis(draw) {
    const x = drawn(draw, draw.shape({ least: 1, empty: false }), draw.pick(...dtypes));
    const { axis, written } = draw.axis(x.shape.length);
    const length = x.shape[axis] ?? 1;
    const indices = places(draw, x.shape.with(axis, draw.length()), length);
    const expected = grid(indices.shape, x.dtype, (i) => at(x, i.with(axis, forward(at(indices, i), length))));
    return {
      says: `${said(x)} by ${said(indices)} along ${written}`,
      run: () => ops.takeAlongAxis(toTensor(x), toTensor(indices), written),
      expected,
    };
  },
  getItem(draw) {
    const x = drawn(draw, draw.shape({ least: 1 }), draw.pick(...dtypes));
    const kinds = x.shape.map((length) => {
      if (length > 0 && draw.chance(0.25)) return { index: draw.whole(-length, length - 1) };
      const end = () => (draw.chance(0.3) ? null : draw.whole(-length - 2, length + 2));
      return { start: end(), stop: end(), step: draw.pick(1, 1, 2, 3, -1, -2) };
    });
    const ranges = kinds.map((kind, axis) =>
      'index' in kind
        ? [forward(kind.index ?? 0, x.shape[axis] ?? 1)]
        : taken(x.shape[axis] ?? 1, kind.start ?? null, kind.stop ?? null, kind.step ?? 1),
    );
    const kept = kinds.flatMap((kind, axis) => ('index' in kind ? [] : [axis]));
    const expected = grid(
      kept.map((axis) => ranges[axis]?.length ?? 0),
      x.dtype,
      (index) =>
        at(
          x,
          ranges.map((range, axis) => range[kept.includes(axis) ? (index[kept.indexOf(axis)] ?? 0) : 0] ?? 0),
        ),
    );
    const keys = kinds.map((kind) => ('index' in kind ? (kind.index ?? 0) : kind));
    return { says: `${said(x)} at ${JSON.stringify(keys)}`, run: () => ops.getItem(toTensor(x), keys), expected };
  },
  slice(draw) {
    const { x, start, shape } = windowOf(draw);
    const from = draw.chance() ? start : toTensor({ dtype: 'int32', shape: [start.length], values: start });
    return {
      says: `${said(x)} from ${start}, ${shape}`,
      run: () => ops.slice(toTensor(x), from, shape),
      expected: grid(shape, x.dtype, (i) =>
        at(
          x,
          i.map((place, axis) => place + (start[axis] ?? 0)),
        ),
      ),
    };
  },
  sliceUpdate(draw) {
    const { x, start, shape } = windowOf(draw);
    const updates = drawn(draw, shape, x.dtype);
    const expected = grid(x.shape, x.dtype, (i) => {
      const within = i.map((place, axis) => place - (start[axis] ?? 0));
      return within.every((place, axis) => place >= 0 && place < (shape[axis] ?? 1)) ? at(updates, within) : at(x, i);
    });
    return {
      says: `${said(x)} from ${start} by ${said(updates)}`,
      run: () => ops.sliceUpdate(toTensor(x), start, toTensor(updates)),
      expected,
    };
  },
  oneHot(draw) {
    const classes = draw.whole(1, 6);
    const x = drawn(draw, draw.shape({ most: 3 }), 'int32', [-1, classes]);
    const { axis, written } = draw.axis(x.shape.length + 1);
    const dtype = draw.pick('float32', 'int32', 'bool');
    const expected = grid(x.shape.toSpliced(axis, 0, classes), dtype, (i) =>
      Number(at(x, i.toSpliced(axis, 1)) === i[axis]),
    );
    return {
      says: `${said(x)}, ${classes} at ${written}`,
      run: () => ops.oneHot(toTensor(x), classes, written, dtype),
      expected,
    };
  },
  multiHot(draw) {
    const classes = draw.whole(1, 6);
    const x = drawn(draw, [draw.whole(1, 4), draw.whole(1, 4)], 'int32', [-1, classes]);
    const expected = grid([x.shape[0] ?? 1, classes], 'float32', ([i = 0, k]) =>
      Number(x.values.some((value, flat) => indexOf(flat, x.shape)[0] === i && value === k)),
    );
    return { says: `${said(x)}, ${classes}`, run: () => ops.multiHot(toTensor(x), classes), expected };
  },
  unravelIndex(draw) {
    const shape = draw.shape({ least: 1, empty: false });
    const x = drawn(draw, draw.shape({ most: 2 }), 'int32', [0, sizeOf(shape) - 1]);
    const expected = shape.map((_, axis) => grid(x.shape, 'int32', (i) => indexOf(at(x, i), shape)[axis] ?? 0));
    return { says: `${said(x)} in ${shape}`, run: () => ops.unravelIndex(toTensor(x), shape), expected };
  },
});

/** A window that lies in an array. */
function windowOf(draw: Draw): {
  readonly x: Grid;
  readonly start: readonly number[];
  readonly shape: readonly number[];
} {
  const x = drawn(draw, draw.shape({ least: 1, empty: false }), draw.pick(...dtypes));
  const start = x.shape.map((length) => draw.whole(0, length - 1));
  return { x, start, shape: x.shape.map((length, axis) => draw.whole(1, length - (start[axis] ?? 0))) };
}

/** Updates put one after the other where rows of indices say. */
function scattered(x: Grid, indices: Grid, updates: Grid, combine: (old: number, update: number) => number): Grid {
  const depth = indices.shape.at(-1) ?? 0;
  const lead = indices.shape.slice(0, -1);
  const values = [...x.values];
  for (const [flat, update] of updates.values.entries()) {
    const index = indexOf(flat, updates.shape);
    const row = Array.from({ length: depth }, (_, i) => at(indices, [...index.slice(0, lead.length), i]));
    const place = flatOf(
      [...row.map((one, axis) => forward(one, x.shape[axis] ?? 1)), ...index.slice(lead.length)],
      x.shape,
    );
    values[place] = combine(values[place] ?? 0, update);
  }
  return { ...x, values };
}

function scatterCase(draw: Draw, distinct: boolean) {
  const x = drawn(draw, draw.shape({ least: 1, most: 3, empty: false }), draw.pick(...numeric));
  const depth = draw.whole(1, x.shape.length);
  const outer = x.shape.slice(0, depth);
  const count = draw.whole(0, distinct ? sizeOf(outer) : 6);
  const rows = distinct
    ? draw
        .order(sizeOf(outer))
        .slice(0, count)
        .map((flat) => indexOf(flat, outer))
    : Array.from({ length: count }, () => outer.map((length) => draw.whole(-length, length - 1)));
  const indices: Grid = { dtype: 'int32', shape: [count, depth], values: rows.flat() };
  const updates = drawn(draw, [count, ...x.shape.slice(depth)], x.dtype);
  return { x, indices, updates, says: `${said(x)} at ${said(indices)} by ${said(updates)}` };
}

const updating =
  (reduction: 'add' | 'max' | 'min' | 'mul' | null, combine: (old: number, update: number) => number): Property =>
  (draw): Drawn => {
    const { x, indices, updates, says } = scatterCase(draw, reduction === null);
    return {
      says,
      run: () => ops.scatterUpdate(toTensor(x), toTensor(indices), toTensor(updates), reduction),
      expected: scattered(x, indices, updates, combine),
    };
  };

const perSegment =
  (
    op: (data: Tensor, ids: Tensor, count: number) => Tensor,
    combine: (a: number, b: number) => number,
    empty: readonly [number, number],
  ): Property =>
  (draw): Drawn => {
    const data = drawn(draw, draw.shape({ least: 1, most: 3, empty: false }), draw.pick('float32', 'int32'));
    const count = draw.whole(1, 5);
    const ids = drawn(draw, [data.shape[0] ?? 1], 'int32', [-1, count]);
    const expected = grid([count, ...data.shape.slice(1)], data.dtype, ([segment, ...rest]) => {
      const own = ids.values.flatMap((id, row) => (id === segment ? [at(data, [row, ...rest])] : []));
      return own.length === 0 ? empty[data.dtype === 'float32' ? 0 : 1] : own.reduce(combine);
    });
    return {
      says: `${said(data)} by ${said(ids)}, ${count}`,
      run: () => op(toTensor(data), toTensor(ids), count),
      expected,
    };
  };

properties('scattering', 30, {
  scatter(draw) {
    const { x, indices, updates, says } = scatterCase(draw, false);
    const zeros = { ...x, values: x.values.map(() => 0) };
    return {
      says,
      run: () => ops.scatter(toTensor(indices), toTensor(updates), x.shape),
      expected: scattered(zeros, indices, updates, (a, b) => a + b),
    };
  },
  scatterUpdate: updating(null, (_, b) => b),
  'scatterUpdate, add': updating('add', (a, b) => a + b),
  'scatterUpdate, max': updating('max', (a, b) => Math.max(a, b)),
  'scatterUpdate, min': updating('min', (a, b) => Math.min(a, b)),
  'scatterUpdate, mul': updating('mul', (a, b) => a * b),
  segmentSum: perSegment(ops.segmentSum, (a, b) => a + b, [0, 0]),
  segmentMax: perSegment(ops.segmentMax, (a, b) => Math.max(a, b), [-Infinity, -(2 ** 31)]),
  segmentMin: perSegment(ops.segmentMin, (a, b) => Math.min(a, b), [Infinity, 2 ** 31 - 1]),
});

const subject = (draw: Draw) => {
  const shape = draw.shape({ least: 1, most: 3, empty: false });
  return { shape, x: toTensor(drawn(draw, shape)) };
};

refusals('places and shapes that do not fit', 20, {
  take(draw) {
    const { shape, x } = subject(draw);
    return () => ops.take(x, [0], draw.pick(shape.length, -shape.length - 1));
  },
  getItem(draw) {
    const { shape, x } = subject(draw);
    const [first = 1] = shape;
    return () =>
      ops.getItem(
        x,
        draw.pick<readonly (number | { step: number })[]>(
          [first],
          [-first - 1],
          [...shape.map(() => 0), 0],
          [{ step: 0 }],
          [0.5],
        ),
      );
  },
  slice(draw) {
    const { shape, x } = subject(draw);
    return () =>
      ops.slice(
        x,
        shape.map(() => 0),
        shape.map((length) => length + 1),
      );
  },
  sliceUpdate(draw) {
    const { shape, x } = subject(draw);
    return () =>
      ops.sliceUpdate(
        x,
        shape.map(() => 1),
        toTensor(drawn(draw, shape)),
      );
  },
  oneHot: (draw) => () => ops.oneHot(subject(draw).x, draw.pick(0, -1, 2.5)),
  scatterUpdate(draw) {
    const { shape, x } = subject(draw);
    const indices = toTensor(drawn(draw, [2, shape.length + 1], 'int32', [0, 0]));
    return () =>
      draw.chance()
        ? ops.scatterUpdate(x, indices, [1, 2])
        : ops.scatterUpdate(x, ops.zeros([2, shape.length], 'int32'), [1, 2, 3]);
  },
  segmentSum(draw) {
    const { shape, x } = subject(draw);
    const ids = ops.zeros([(shape[0] ?? 1) + 1], 'int32');
    return () => ops.segmentSum(x, ids, 2);
  },
  takeAlongAxis(draw) {
    const { shape, x } = subject(draw);
    return () => ops.takeAlongAxis(x, ops.zeros([...shape, 1], 'int32'), 0);
  },
});
