import type { Tensor } from '../graph/index.ts';
import {
  at,
  type Draw,
  type Drawn,
  drawn,
  flatOf,
  grid,
  indexOf,
  type Property,
  properties,
  refusals,
  type ShapeLimits,
  said,
  toTensor,
} from '../testing/property.ts';
import { sizeOf } from '../utils/arrays.ts';
import * as ops from './index.ts';

const dtypes = ['float32', 'float32', 'int32', 'uint8', 'bool', 'int64'] as const;

/** Where each element of the result comes from: an index of `x`, or null for 0. */
type Source = (index: readonly number[]) => readonly number[] | null;

interface Move {
  readonly says: string;
  readonly run: (x: Tensor) => Tensor;
  readonly shape: readonly number[];
  readonly from: Source;
}

/** An op that only moves elements about. */
function moving(limits: ShapeLimits, move: (draw: Draw, shape: readonly number[]) => Move): Property {
  return (draw): Drawn => {
    const x = drawn(draw, draw.shape(limits), draw.pick(...dtypes));
    const { says, run, shape, from } = move(draw, x.shape);
    const expected = grid(shape, x.dtype, (index) => {
      const source = from(index);
      return source === null ? 0 : at(x, source);
    });
    return { says: `${said(x)}, ${says}`, run: () => run(toTensor(x)), expected };
  };
}

/** A shape of so many elements, drawn by taking divisors. */
function shapeOfSize(draw: Draw, size: number): readonly number[] {
  if (size === 0) return [draw.whole(0, 2), 0, draw.whole(1, 3)];
  const shape: number[] = [];
  let rest = size;
  while (rest > 1 && shape.length < 3) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((divisor) => rest % divisor === 0);
    const length = draw.pick(1, ...divisors);
    shape.push(length);
    rest /= length;
  }
  return rest > 1 || draw.chance(0.3) ? [...shape, rest] : shape;
}

const least = (count: number): ShapeLimits => ({ least: count });
const remainder = (a: number, b: number) => a - b * Math.floor(a / b);

properties('shaping and moving', 20, {
  reshape: moving({}, (draw, shape) => {
    const size = sizeOf(shape);
    const wanted = shapeOfSize(draw, size);
    const written =
      size > 0 && wanted.length > 0 && draw.chance() ? wanted.with(draw.whole(0, wanted.length - 1), -1) : wanted;
    return {
      says: `to ${written}`,
      run: (x) => ops.reshape(x, written),
      shape: wanted,
      from: (i) => indexOf(flatOf(i, wanted), shape),
    };
  }),
  ravel: moving({}, (_, shape) => ({
    says: 'flat',
    run: ops.ravel,
    shape: [sizeOf(shape)],
    from: ([i = 0]) => indexOf(i, shape),
  })),
  transpose: moving({}, (draw, shape) => {
    const axes = draw.order(shape.length);
    const written = axes.map((axis) => (draw.chance(0.3) ? axis - shape.length : axis));
    return {
      says: `axes ${written}`,
      run: (x) => ops.transpose(x, written),
      shape: axes.map((axis) => shape[axis] ?? 1),
      from: (i) => shape.map((_, axis) => i[axes.indexOf(axis)] ?? 0),
    };
  }),
  'transpose, all reversed': moving({}, (_, shape) => ({
    says: 'reversed',
    run: (x) => ops.transpose(x),
    shape: shape.toReversed(),
    from: (i) => i.toReversed(),
  })),
  swapaxes: moving(least(1), (draw, shape) => {
    const [a, b] = [draw.axis(shape.length), draw.axis(shape.length)];
    const swap = (index: readonly number[]) => index.with(a.axis, index[b.axis] ?? 0).with(b.axis, index[a.axis] ?? 0);
    return {
      says: `${a.written} and ${b.written}`,
      run: (x) => ops.swapaxes(x, a.written, b.written),
      shape: swap(shape),
      from: swap,
    };
  }),
  moveaxis: moving(least(1), (draw, shape) => {
    const [a, b] = [draw.axis(shape.length), draw.axis(shape.length)];
    const move = (index: readonly number[]) => index.toSpliced(a.axis, 1).toSpliced(b.axis, 0, index[a.axis] ?? 0);
    const back = (index: readonly number[]) => index.toSpliced(b.axis, 1).toSpliced(a.axis, 0, index[b.axis] ?? 0);
    return {
      says: `${a.written} to ${b.written}`,
      run: (x) => ops.moveaxis(x, a.written, b.written),
      shape: move(shape),
      from: back,
    };
  }),
  expandDims: moving({ most: 3 }, (draw, shape) => {
    const { axis, written } = draw.axis(shape.length + 1);
    return {
      says: `at ${written}`,
      run: (x) => ops.expandDims(x, written),
      shape: shape.toSpliced(axis, 0, 1),
      from: (i) => i.toSpliced(axis, 1),
    };
  }),
  squeeze: moving({ longest: 2 }, (_, shape) => {
    const kept = shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
    return {
      says: 'all of length 1',
      run: (x) => ops.squeeze(x),
      shape: kept.map((axis) => shape[axis] ?? 1),
      from: (i) => shape.map((_, axis) => (kept.includes(axis) ? (i[kept.indexOf(axis)] ?? 0) : 0)),
    };
  }),
  broadcastTo: moving({ most: 3 }, (draw, shape) => {
    const wanted = [...draw.shape({ most: 1 }), ...shape.map((length) => (length === 1 ? draw.length() : length))];
    const extra = wanted.length - shape.length;
    return {
      says: `to ${wanted}`,
      run: (x) => ops.broadcastTo(x, wanted),
      shape: wanted,
      from: (i) => shape.map((length, axis) => (length === 1 ? 0 : (i[axis + extra] ?? 0))),
    };
  }),
  tile: moving({ most: 3 }, (draw, shape) => {
    const repeats = Array.from({ length: draw.whole(0, 4) }, () => draw.whole(draw.chance(0.2) ? 0 : 1, 3));
    const rank = Math.max(repeats.length, shape.length);
    const full = [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
    const times = [...Array.from({ length: rank - repeats.length }, () => 1), ...repeats];
    return {
      says: `times ${repeats}`,
      run: (x) => ops.tile(x, repeats),
      shape: full.map((length, axis) => length * (times[axis] ?? 1)),
      from: (i) => shape.map((length, axis) => (i[axis + rank - shape.length] ?? 0) % length),
    };
  }),
  repeat: moving(least(1), (draw, shape) => {
    const { axis, written } = draw.axis(shape.length);
    const length = shape[axis] ?? 1;
    const counts = draw.chance() ? [draw.whole(0, 3)] : Array.from({ length }, () => draw.whole(0, 3));
    const each = counts.length === 1 ? Array.from({ length }, () => counts[0] ?? 0) : counts;
    const places = each.flatMap((count, i) => Array.from({ length: count }, () => i));
    return {
      says: `${counts} along ${written}`,
      run: (x) => ops.repeat(x, counts.length === 1 ? (counts[0] ?? 0) : counts, written),
      shape: shape.with(axis, places.length),
      from: (i) => i.with(axis, places[i[axis] ?? 0] ?? 0),
    };
  }),
  'repeat, flat': moving({}, (draw, shape) => {
    const count = draw.whole(0, 3);
    return {
      says: `${count} times`,
      run: (x) => ops.repeat(x, count),
      shape: [sizeOf(shape) * count],
      from: ([i = 0]) => indexOf(Math.floor(i / count), shape),
    };
  }),
  flip: moving({}, (draw, shape) => {
    const axes = draw.some(shape.length);
    return {
      says: `${axes}`,
      run: (x) => ops.flip(x, axes),
      shape,
      from: (i) => i.map((place, axis) => (axes.includes(axis) ? (shape[axis] ?? 1) - 1 - place : place)),
    };
  }),
  roll: moving(least(1), (draw, shape) => {
    const { axis, written } = draw.axis(shape.length);
    const shift = draw.whole(-7, 7);
    return {
      says: `${shift} along ${written}`,
      run: (x) => ops.roll(x, shift, written),
      shape,
      from: (i) => i.with(axis, remainder((i[axis] ?? 0) - shift, shape[axis] ?? 1)),
    };
  }),
  'roll, flat': moving({}, (draw, shape) => {
    const shift = draw.whole(-9, 9);
    return {
      says: `${shift}`,
      run: (x) => ops.roll(x, shift),
      shape,
      from: (i) => indexOf(remainder(flatOf(i, shape) - shift, sizeOf(shape)), shape),
    };
  }),
  rot90: moving(least(2), (draw, shape) => {
    const k = draw.whole(-3, 3);
    const [height = 1, width = 1, ...rest] = shape;
    const turns = remainder(k, 4);
    const turned = turns % 2 === 1 ? [width, height, ...rest] : shape;
    return {
      says: `${k} turns`,
      run: (x) => ops.rot90(x, k),
      shape: turned,
      from: ([i = 0, j = 0, ...more]) => {
        if (turns === 0) return [i, j, ...more];
        if (turns === 1) return [j, width - 1 - i, ...more];
        return turns === 2 ? [height - 1 - i, width - 1 - j, ...more] : [height - 1 - j, i, ...more];
      },
    };
  }),
  tril: moving(least(2), (draw, shape) => {
    const k = draw.whole(-3, 3);
    return {
      says: `${k}`,
      run: (x) => ops.tril(x, k),
      shape,
      from: (i) => ((i.at(-1) ?? 0) - (i.at(-2) ?? 0) <= k ? i : null),
    };
  }),
  triu: moving(least(2), (draw, shape) => {
    const k = draw.whole(-3, 3);
    return {
      says: `${k}`,
      run: (x) => ops.triu(x, k),
      shape,
      from: (i) => ((i.at(-1) ?? 0) - (i.at(-2) ?? 0) >= k ? i : null),
    };
  }),
  diagonal: moving(least(2), (draw, shape) => {
    const [rows = 1, columns = 1] = shape.slice(-2);
    const k = draw.whole(-Math.max(rows - 1, 0), Math.max(columns - 1, 0));
    const length = Math.max(0, k >= 0 ? Math.min(rows, columns - k) : Math.min(rows + k, columns));
    return {
      says: `${k}`,
      run: (x) => ops.diagonal(x, k, -2, -1),
      shape: [...shape.slice(0, -2), length],
      from: (i) => [...i.slice(0, -1), (i.at(-1) ?? 0) + Math.max(-k, 0), (i.at(-1) ?? 0) + Math.max(k, 0)],
    };
  }),
  pad: moving({}, (draw, shape) => {
    const widths = shape.map(() => [draw.whole(0, 2), draw.whole(0, 2)] as const);
    return {
      says: `by ${JSON.stringify(widths)}`,
      run: (x) => ops.pad(x, widths),
      shape: shape.map((length, axis) => length + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0)),
      from: (i) => {
        const source = i.map((place, axis) => place - (widths[axis]?.[0] ?? 0));
        return source.every((place, axis) => place >= 0 && place < (shape[axis] ?? 1)) ? source : null;
      },
    };
  }),
  'pad with its own elements': moving({ least: 1, empty: false }, (draw, shape) => {
    const mode = draw.pick('reflect', 'symmetric', 'edge', 'wrap');
    const most = (length: number) => (mode === 'edge' ? 3 : mode === 'reflect' ? length - 1 : length);
    const widths = shape.map((length) => [draw.whole(0, most(length)), draw.whole(0, most(length))] as const);
    const place = (i: number, n: number): number => {
      if (mode === 'edge') return Math.min(Math.max(i, 0), n - 1);
      if (mode === 'wrap') return remainder(i, n);
      const back = mode === 'reflect' ? 0 : 1;
      return i < 0 ? -i - back : i >= n ? 2 * n - 2 + back - i : i;
    };
    return {
      says: `${mode} by ${JSON.stringify(widths)}`,
      run: (x) => ops.pad(x, widths, mode),
      shape: shape.map((length, axis) => length + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0)),
      from: (i) => i.map((at, axis) => place(at - (widths[axis]?.[0] ?? 0), shape[axis] ?? 1)),
    };
  }),
});

const shaped = (draw: Draw, least: number) => {
  const shape = draw.shape({ least, empty: false });
  return { shape, x: toTensor(drawn(draw, shape)) };
};

refusals('shapes that cannot be', 25, {
  reshape(draw) {
    const { shape, x } = shaped(draw, 0);
    const wrong = draw.chance() ? [sizeOf(shape) + 1] : [-1, sizeOf(shape) + 1];
    return () => ops.reshape(x, wrong);
  },
  transpose(draw) {
    const { shape, x } = shaped(draw, 1);
    const axes = draw.chance() ? shape.map(() => shape.length) : [...shape.keys(), 0];
    return () => ops.transpose(x, axes);
  },
  squeeze(draw) {
    const { shape, x } = shaped(draw, 1);
    const { axis } = draw.axis(shape.length);
    return () => ops.squeeze(shape[axis] === 1 ? ops.repeat(x, 2, axis) : x, axis);
  },
  broadcastTo(draw) {
    const { shape, x } = shaped(draw, 1);
    return () =>
      ops.broadcastTo(
        x,
        draw.chance()
          ? shape
              .map((length) => (length === 1 ? 1 : length + 1))
              .with(0, 7)
              .slice(1)
          : [...shape.slice(0, -1), 1, 6, 0].slice(0, shape.length - 1),
      );
  },
  tile: (draw) => () => ops.tile(shaped(draw, 1).x, [draw.pick(-1, 1.5, Number.NaN)]),
  repeat(draw) {
    const { shape, x } = shaped(draw, 1);
    return () => ops.repeat(x, draw.chance() ? -1 : Array.from({ length: (shape[0] ?? 1) + 2 }, () => 1), 0);
  },
  concatenate(draw) {
    const { shape, x } = shaped(draw, 2);
    const other = toTensor(
      drawn(
        draw,
        shape.map((length) => length + 1),
      ),
    );
    return () => ops.concatenate([x, draw.chance() ? other : ops.ravel(x)], draw.whole(0, shape.length - 1));
  },
  stack(draw) {
    const { shape, x } = shaped(draw, 1);
    return () =>
      ops.stack([
        x,
        toTensor(
          drawn(
            draw,
            shape.map((length) => length + 1),
          ),
        ),
      ]);
  },
  split(draw) {
    const { shape, x } = shaped(draw, 1);
    return () => ops.split(x, (shape[0] ?? 1) + 1);
  },
  unstack(draw) {
    const { shape, x } = shaped(draw, 1);
    return () => ops.unstack(x, (shape[0] ?? 1) + 1);
  },
  pad(draw) {
    const { shape, x } = shaped(draw, 1);
    return () =>
      ops.pad(
        x,
        draw.chance() ? -1 : [...shape.map((length): [number, number] => [length + 1, 0])],
        draw.pick('reflect', 'symmetric', 'wrap'),
      );
  },
  expandDims(draw) {
    const { shape, x } = shaped(draw, 0);
    return () => ops.expandDims(x, draw.pick(shape.length + 1, -shape.length - 2, 9));
  },
});
