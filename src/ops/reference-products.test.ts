import type { DType, Tensor } from '../graph/index.ts';
import {
  at,
  atBroadcast,
  broadcastPair,
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

const dtypes = ['float32', 'float32', 'int32'] as const;
const met = (a: Grid, b: Grid): DType => (a.dtype === 'float32' ? a.dtype : b.dtype);

/** The sum of `f` over all indices of a shape. */
function sumOver(shape: readonly number[], f: (index: readonly number[]) => number): number {
  let sum = 0;
  for (let flat = 0; flat < sizeOf(shape); flat++) sum += f(indexOf(flat, shape));
  return sum;
}

const small = { least: 0, most: 3, longest: 4 };
type Binary = (a: Tensor, b: Tensor) => Tensor;
const pair = (a: Grid, b: Grid, op: Binary, expected: Grid, how = ''): Drawn => ({
  says: `${said(a)} and ${said(b)}${how}`,
  run: () => op(toTensor(a), toTensor(b)),
  expected,
});

/** Two arrays of which the given axes are as long. */
function sharing(
  draw: Draw,
  count: number,
): { readonly a: Grid; readonly b: Grid; readonly axesA: readonly number[]; readonly axesB: readonly number[] } {
  const shared = Array.from({ length: count }, () => draw.length(4));
  const place = () => {
    const rank = count + draw.whole(0, 2);
    const axes = draw.order(rank).slice(0, count);
    const shape = Array.from({ length: rank }, (_, axis) =>
      axes.includes(axis) ? (shared[axes.indexOf(axis)] ?? 1) : draw.length(4),
    );
    return { axes, shape };
  };
  const [one, two] = [place(), place()];
  return {
    a: drawn(draw, one.shape, draw.pick(...dtypes)),
    b: drawn(draw, two.shape, draw.pick(...dtypes)),
    axesA: one.axes,
    axesB: two.axes,
  };
}

/** Summed over paired axes; the others of `a` come first, then those of `b`. */
function contracted(a: Grid, b: Grid, axesA: readonly number[], axesB: readonly number[]): Grid {
  const others = (x: Grid, axes: readonly number[]) =>
    x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const [freeA, freeB] = [others(a, axesA), others(b, axesB)];
  const shape = [...freeA.map((axis) => a.shape[axis] ?? 1), ...freeB.map((axis) => b.shape[axis] ?? 1)];
  const whole = (
    x: Grid,
    axes: readonly number[],
    free: readonly number[],
    inner: readonly number[],
    outer: readonly number[],
  ) => x.shape.map((_, axis) => (axes.includes(axis) ? inner[axes.indexOf(axis)] : outer[free.indexOf(axis)]) ?? 0);
  return grid(shape, met(a, b), (index) =>
    sumOver(
      axesA.map((axis) => a.shape[axis] ?? 1),
      (inner) =>
        at(a, whole(a, axesA, freeA, inner, index)) * at(b, whole(b, axesB, freeB, inner, index.slice(freeA.length))),
    ),
  );
}

/** A product over the labels that the result has not, by the definition of Einstein's notation. */
function summation(inputs: readonly (readonly [Grid, string])[], output: string, dtype: DType): Grid {
  const lengths = new Map(
    inputs.flatMap(([x, labels]) => Array.from(labels, (label, axis) => [label, x.shape[axis] ?? 1] as const)),
  );
  const inner = [...lengths.keys()].filter((label) => !output.includes(label));
  const length = (label: string) => lengths.get(label) ?? 1;
  return grid(Array.from(output, length), dtype, (index) =>
    sumOver(inner.map(length), (rest) => {
      const place = (label: string) =>
        (output.includes(label) ? index[output.indexOf(label)] : rest[inner.indexOf(label)]) ?? 0;
      return inputs.reduce((product, [x, labels]) => product * at(x, Array.from(labels, place)), 1);
    }),
  );
}

const einsum: Property = (draw) => {
  const letters = Array.from('abcde');
  const lengths = new Map(letters.map((letter) => [letter, draw.length(4)]));
  const terms = Array.from({ length: draw.whole(1, 3) }, () => {
    const labels = draw
      .order(5)
      .slice(0, draw.whole(0, 3))
      .map((i) => letters[i] ?? '');
    // Now and then a diagonal.
    return (labels.length > 0 && draw.chance(0.2) ? [...labels, labels[0] ?? ''] : labels).join('');
  });
  const used = [...new Set(terms.join(''))];
  const output = draw
    .order(used.length)
    .map((i) => used[i] ?? '')
    .filter(() => draw.chance(0.6))
    .join('');
  const dtype = draw.pick(...dtypes);
  const inputs = terms.map(
    (labels) =>
      [
        drawn(
          draw,
          Array.from(labels, (label) => lengths.get(label) ?? 1),
          dtype,
        ),
        labels,
      ] as const,
  );
  const subscripts = `${terms.join(',')}->${output}`;
  return {
    says: `${subscripts} of ${inputs.map(([x]) => said(x))}`,
    run: () => ops.einsum(subscripts, ...inputs.map(([x]) => toTensor(x))),
    expected: summation(inputs, output, dtype),
    tolerance: 1e-4,
  };
};

properties('products', 30, {
  matmul(draw) {
    const { a: leadA, b: leadB, shape: lead } = broadcastPair(draw);
    const [n, k, m] = [draw.length(), draw.length(), draw.length()];
    const a = drawn(draw, [...leadA, n, k], draw.pick(...dtypes));
    const b = drawn(draw, [...leadB, k, m], draw.pick(...dtypes));
    const expected = grid([...lead, n, m], met(a, b), (index) => {
      const [row = 0, column = 0] = index.slice(-2);
      const batch = index.slice(0, -2);
      return sumOver([k], ([i = 0]) => atBroadcast(a, [...batch, row, i]) * atBroadcast(b, [...batch, i, column]));
    });
    return pair(a, b, ops.matmul, expected);
  },
  'matmul of vectors': (draw) => {
    const k = draw.length();
    const a = drawn(draw, draw.chance() ? [k] : [...draw.shape({ least: 1, most: 2 }), k]);
    const b = drawn(
      draw,
      a.shape.length === 1 && draw.chance() ? [...draw.shape({ most: 2, longest: 3 }), k, draw.length()] : [k],
    );
    return pair(a, b, ops.matmul, contracted(a, b, [a.shape.length - 1], [Math.max(0, b.shape.length - 2)]));
  },
  dot(draw) {
    const k = draw.length();
    if (draw.chance(0.2)) {
      const [a, b] = [drawn(draw, []), drawn(draw, draw.shape(small))];
      return pair(a, b, ops.dot, contracted(a, b, [], []));
    }
    const a = drawn(draw, [...draw.shape({ most: 2 }), k], draw.pick(...dtypes));
    const b = drawn(draw, draw.chance() ? [k] : [...draw.shape({ most: 1 }), k, draw.length()], draw.pick(...dtypes));
    return pair(a, b, ops.dot, contracted(a, b, [a.shape.length - 1], [Math.max(0, b.shape.length - 2)]));
  },
  inner(draw) {
    const k = draw.length();
    const a = drawn(draw, [...draw.shape({ most: 2 }), k], draw.pick(...dtypes));
    const b = drawn(draw, [...draw.shape({ most: 2 }), k], draw.pick(...dtypes));
    return pair(a, b, ops.inner, contracted(a, b, [a.shape.length - 1], [b.shape.length - 1]));
  },
  tensordot(draw) {
    const { a, b, axesA, axesB } = sharing(draw, draw.whole(0, 2));
    const sign = (axes: readonly number[], x: Grid) =>
      axes.map((axis) => (draw.chance(0.3) ? axis - x.shape.length : axis));
    const axes = [sign(axesA, a), sign(axesB, b)] as const;
    return pair(
      a,
      b,
      (x, y) => ops.tensordot(x, y, axes),
      contracted(a, b, axesA, axesB),
      ` over ${JSON.stringify(axes)}`,
    );
  },
  'tensordot over so many axes': (draw) => {
    const count = draw.whole(0, 2);
    const shared = Array.from({ length: count }, () => draw.length(4));
    const a = drawn(draw, [...draw.shape({ most: 2 }), ...shared], draw.pick(...dtypes));
    const b = drawn(draw, [...shared, ...draw.shape({ most: 2 })], draw.pick(...dtypes));
    const last = shared.map((_, i) => a.shape.length - count + i);
    return pair(
      a,
      b,
      (x, y) => ops.tensordot(x, y, count),
      contracted(a, b, last, [...shared.keys()]),
      ` over ${count}`,
    );
  },
  outer(draw) {
    const [a, b] = [
      drawn(draw, draw.shape(small), draw.pick(...dtypes)),
      drawn(draw, draw.shape(small), draw.pick(...dtypes)),
    ];
    const flat = (x: Grid): Grid => ({ ...x, shape: [x.values.length] });
    return pair(a, b, ops.outer, contracted(flat(a), flat(b), [], []));
  },
  vdot(draw) {
    const shape = draw.shape(small);
    const [a, b] = [drawn(draw, shape, draw.pick(...dtypes)), drawn(draw, shape, draw.pick(...dtypes))];
    return pair(a, b, ops.vdot, contracted(a, b, [...shape.keys()], [...shape.keys()]));
  },
  kron(draw) {
    const [a, b] = [
      drawn(draw, draw.shape(small), draw.pick(...dtypes)),
      drawn(draw, draw.shape(small), draw.pick(...dtypes)),
    ];
    const rank = Math.max(a.shape.length, b.shape.length);
    const full = (x: Grid): Grid => ({
      ...x,
      shape: [...Array.from({ length: rank - x.shape.length }, () => 1), ...x.shape],
    });
    const [one, two] = [full(a), full(b)];
    const expected = grid(
      one.shape.map((length, axis) => length * (two.shape[axis] ?? 1)),
      met(a, b),
      (index) =>
        at(
          one,
          index.map((i, axis) => Math.floor(i / (two.shape[axis] ?? 1))),
        ) *
        at(
          two,
          index.map((i, axis) => i % (two.shape[axis] ?? 1)),
        ),
    );
    return pair(a, b, ops.kron, expected);
  },
  cross(draw) {
    const shapes = broadcastPair(draw);
    const a = drawn(draw, [...shapes.a, 3]);
    const b = drawn(draw, [...shapes.b, 3]);
    const expected = grid([...shapes.shape, 3], 'float32', (index) => {
      const k = index.at(-1) ?? 0;
      const lead = index.slice(0, -1);
      const [i, j] = [(k + 1) % 3, (k + 2) % 3];
      return (
        atBroadcast(a, [...lead, i]) * atBroadcast(b, [...lead, j]) -
        atBroadcast(a, [...lead, j]) * atBroadcast(b, [...lead, i])
      );
    });
    return pair(a, b, ops.cross, expected);
  },
  trace(draw) {
    const x = drawn(draw, draw.shape({ least: 2 }), draw.pick(...dtypes));
    const [rows = 1, columns = 1, ...rest] = x.shape;
    const expected = grid(rest, x.dtype, (index) =>
      sumOver([Math.min(rows, columns)], ([i = 0]) => at(x, [i, i, ...index])),
    );
    return { says: said(x), run: () => ops.trace(toTensor(x)), expected };
  },
});

properties('einsum', 120, { einsum });

const apart = (draw: Draw) => {
  const k = draw.whole(1, 5);
  return {
    a: toTensor(drawn(draw, [...draw.shape({ most: 2, empty: false }), k])),
    b: toTensor(drawn(draw, [k + 1, draw.whole(1, 4)])),
  };
};
const unequal = (op: Binary) => (draw: Draw) => {
  const { a, b } = apart(draw);
  return () => op(a, b);
};

refusals('axes that differ in length', 20, {
  matmul: unequal(ops.matmul),
  dot: unequal(ops.dot),
  tensordot: unequal((a, b) => ops.tensordot(a, b, 1)),
  inner: unequal((a, b) => ops.inner(a, ops.transpose(b))),
  vdot: unequal((a, b) =>
    ops.vdot(ops.concatenate([ops.ravel(a), ops.zeros([31])]), ops.getItem(ops.ravel(b), { stop: 30 })),
  ),
  cross: unequal((a, b) => ops.cross(ops.zeros([2, 3]), ops.zeros([4, (a.rank + b.rank) * 0 + 3]))),
  einsum: (draw) => {
    const { a, b } = apart(draw);
    const labels = Array.from('uvw')
      .slice(0, a.rank - 1)
      .join('');
    return () => ops.einsum(draw.pick(`${labels}k,kn->${labels}n`, `${labels}k->n`, 'k(n', `${labels}k,kn,m->n`), a, b);
  },
});
