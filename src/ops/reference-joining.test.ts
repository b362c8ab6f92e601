import type { DType, Tensor } from '../graph/index.ts';
import {
  at,
  atBroadcast,
  broadcastPair,
  type Draw,
  drawn,
  type Grid,
  grid,
  type Property,
  properties,
  said,
  toTensor,
} from '../testing/property.ts';
import * as ops from './index.ts';

const dtypes = ['float32', 'float32', 'int32', 'uint8', 'bool', 'int64'] as const;

/** Arrays that differ along one axis alone, and that axis. */
function alike(draw: Draw, dtype: DType, varies = true) {
  const shape = draw.shape({ least: 1 });
  const { axis, written } = draw.axis(shape.length);
  const parts = Array.from({ length: draw.whole(1, 4) }, () =>
    drawn(draw, varies ? shape.with(axis, draw.length()) : shape, dtype),
  );
  return { shape, axis, written, parts };
}

properties('joining and splitting', 35, {
  concatenate(draw) {
    const { shape, axis, written, parts } = alike(draw, draw.pick(...dtypes));
    const owners = parts.flatMap((part) => Array.from({ length: part.shape[axis] ?? 1 }, (_, i) => ({ part, i })));
    const expected = grid(shape.with(axis, owners.length), parts[0]?.dtype ?? 'float32', (index) => {
      const { part, i } = owners[index[axis] ?? 0] ?? { part: null, i: 0 };
      return part === null ? Number.NaN : at(part, index.with(axis, i));
    });
    return {
      says: `${parts.map(said)} along ${written}`,
      run: () => ops.concatenate(parts.map(toTensor), written),
      expected,
    };
  },
  stack(draw) {
    const { shape, parts } = alike(draw, draw.pick(...dtypes), false);
    const { axis, written } = draw.axis(shape.length + 1);
    const expected = grid(shape.toSpliced(axis, 0, parts.length), parts[0]?.dtype ?? 'float32', (index) => {
      const part = parts[index[axis] ?? 0];
      return part === undefined ? Number.NaN : at(part, index.toSpliced(axis, 1));
    });
    return { says: `${parts.map(said)} at ${written}`, run: () => ops.stack(parts.map(toTensor), written), expected };
  },
  unstack(draw) {
    const x = drawn(draw, draw.shape({ least: 1, empty: false }), draw.pick(...dtypes));
    const { axis, written } = draw.axis(x.shape.length);
    const expected = Array.from({ length: x.shape[axis] ?? 1 }, (_, i) =>
      grid(x.shape.toSpliced(axis, 1), x.dtype, (index) => at(x, index.toSpliced(axis, 0, i))),
    );
    return { says: `${said(x)} along ${written}`, run: () => ops.unstack(toTensor(x), null, written), expected };
  },
  'split into equal parts': (draw) => {
    const count = draw.whole(1, 4);
    const shape = draw.shape({ least: 1 });
    const { axis, written } = draw.axis(shape.length);
    const part = draw.whole(0, 3);
    const x = drawn(draw, shape.with(axis, part * count), draw.pick(...dtypes));
    const cuts = Array.from({ length: count + 1 }, (_, i) => i * part);
    return {
      says: `${said(x)} into ${count} along ${written}`,
      run: () => ops.split(toTensor(x), count, written),
      expected: pieces(x, axis, cuts),
    };
  },
  'split at places': (draw) => {
    const x = drawn(draw, draw.shape({ least: 1 }), draw.pick(...dtypes));
    const { axis, written } = draw.axis(x.shape.length);
    const length = x.shape[axis] ?? 1;
    const places = Array.from({ length: draw.whole(1, 3) }, () => draw.whole(0, length)).toSorted((a, b) => a - b);
    return {
      says: `${said(x)} at ${places} along ${written}`,
      run: () => ops.split(toTensor(x), places, written),
      expected: pieces(x, axis, [0, ...places, length]),
    };
  },
  arraySplit(draw) {
    const x = drawn(draw, draw.shape({ least: 1 }), draw.pick(...dtypes));
    const { axis, written } = draw.axis(x.shape.length);
    const length = x.shape[axis] ?? 1;
    const count = draw.whole(1, 6);
    const lengths = Array.from({ length: count }, (_, i) => Math.floor(length / count) + Number(i < length % count));
    const cuts = [0, ...lengths].map((_, i, all) => all.slice(0, i + 1).reduce((a, b) => a + b));
    return {
      says: `${said(x)} into ${count} along ${written}`,
      run: () => ops.arraySplit(toTensor(x), count, written),
      expected: pieces(x, axis, cuts),
    };
  },
});

function pieces(x: Grid, axis: number, cuts: readonly number[]): readonly Grid[] {
  return cuts.slice(1).map((stop, i) => {
    const start = cuts[i] ?? 0;
    return grid(x.shape.with(axis, stop - start), x.dtype, (index) =>
      at(x, index.with(axis, (index[axis] ?? 0) + start)),
    );
  });
}

properties('creation and casting', 20, {
  cast(draw) {
    const to = draw.pick(...dtypes);
    const x = drawn(draw, draw.shape(), draw.pick(...dtypes), [to === 'uint8' ? 0 : -9, 9]);
    const converted = (value: number) =>
      to === 'bool' ? Number(value !== 0) : to === 'float32' ? value : Math.trunc(value);
    return {
      says: `${said(x)} as ${to}`,
      run: () => ops.cast(toTensor(x), to),
      expected: grid(x.shape, to, (i) => converted(at(x, i))),
    };
  },
  zeros: filled((shape, dtype) => ops.zeros(shape, dtype), 0),
  ones: filled((shape, dtype) => ops.ones(shape, dtype), 1),
  full(draw) {
    const { a, shape } = broadcastPair(draw);
    const value = drawn(draw, a, draw.pick('float32', 'int32'));
    return {
      says: `${shape} of ${said(value)}`,
      run: () => ops.full(shape, toTensor(value), value.dtype),
      expected: grid(shape, value.dtype, (i) => atBroadcast(value, i)),
    };
  },
  zerosLike: like(ops.zerosLike, 0),
  onesLike: like(ops.onesLike, 1),
  fullLike: like((x) => ops.fullLike(x, 1), 1),
  arange(draw) {
    const [start, stop, step] = [draw.whole(-9, 9), draw.whole(-9, 9), draw.pick(1, 2, 3, -1, -2)];
    const length = Math.max(0, Math.ceil((stop - start) / step));
    return {
      says: `${start}, ${stop}, ${step}`,
      run: () => ops.arange(start, stop, step),
      expected: grid([length], 'int32', ([i = 0]) => start + i * step),
    };
  },
  linspace(draw) {
    const { a, b, shape } = broadcastPair(draw);
    const [start, stop, num, endpoint] = [drawn(draw, a), drawn(draw, b), draw.whole(0, 6), draw.chance()];
    const parts = Math.max(1, endpoint ? num - 1 : num);
    const expected = grid([num, ...shape], 'float32', ([i = 0, ...rest]) => {
      const [low, high] = [atBroadcast(start, rest), atBroadcast(stop, rest)];
      return low + ((high - low) * i) / parts;
    });
    return {
      says: `${said(start)} to ${said(stop)}, ${num}`,
      run: () => ops.linspace(toTensor(start), toTensor(stop), num, { endpoint }),
      expected,
    };
  },
  eye(draw) {
    const [rows, columns, k] = [draw.whole(0, 5), draw.whole(0, 5), draw.whole(-3, 3)];
    const dtype = draw.pick('float32', 'int32', 'bool');
    return {
      says: `${rows}, ${columns}, ${k}`,
      run: () => ops.eye(rows, columns, k, dtype),
      expected: grid([rows, columns], dtype, ([i = 0, j = 0]) => Number(j - i === k)),
    };
  },
  tri(draw) {
    const [rows, columns, k] = [draw.whole(0, 5), draw.whole(0, 5), draw.whole(-3, 3)];
    return {
      says: `${rows}, ${columns}, ${k}`,
      run: () => ops.tri(rows, columns, k),
      expected: grid([rows, columns], 'float32', ([i = 0, j = 0]) => Number(j - i <= k)),
    };
  },
  meshgrid(draw) {
    const axes = Array.from({ length: draw.whole(2, 3) }, () => drawn(draw, [draw.length()]));
    const shape = axes.map((one) => one.shape[0] ?? 1);
    const expected = axes.map((one, k) => grid(shape, 'float32', (i) => at(one, [i[k] ?? 0])));
    return { says: axes.map(said).join(), run: () => ops.meshgrid(axes.map(toTensor), 'ij'), expected };
  },
});

function filled(op: (shape: readonly number[], dtype: DType) => Tensor, value: number): Property {
  return (draw) => {
    const [shape, dtype] = [draw.shape(), draw.pick(...dtypes)];
    return { says: `${dtype}[${shape}]`, run: () => op(shape, dtype), expected: grid(shape, dtype, () => value) };
  };
}

function like(op: (x: Tensor) => Tensor, value: number): Property {
  return (draw) => {
    const x = drawn(draw, draw.shape(), draw.pick(...dtypes));
    return { says: said(x), run: () => op(toTensor(x)), expected: grid(x.shape, x.dtype, () => value) };
  };
}
