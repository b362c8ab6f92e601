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

interface Windows {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: 'valid' | 'same';
}

/** Spatial lengths and a window that fits over them. */
function windows(draw: Draw, dilated: boolean): Windows & { readonly lengths: readonly number[] } {
  const rank = draw.pick(1, 2, 2, 3);
  const longest = rank === 3 ? 5 : 8;
  const lengths = Array.from({ length: rank }, () => draw.whole(1, longest));
  const padding = draw.pick('valid', 'same');
  const size = lengths.map((length) => draw.whole(1, Math.min(3, length)));
  const dilations = size.map((count, axis) =>
    dilated && (count - 1) * 2 + 1 <= (lengths[axis] ?? 1) ? draw.whole(1, 2) : 1,
  );
  // No framework moves a dilated window by more than one place.
  const strides = size.map(() => (dilations.every((dilation) => dilation === 1) ? draw.whole(1, 3) : 1));
  return { lengths, size, strides, dilations, padding };
}

const reach = ({ size, dilations }: Windows, axis: number) => ((size[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;

/** How many places the window has, and how much stands before the first element. */
function places(window: Windows, lengths: readonly number[]): readonly (readonly [count: number, before: number])[] {
  return lengths.map((length, axis) => {
    const stride = window.strides[axis] ?? 1;
    if (window.padding === 'valid') return [Math.floor((length - reach(window, axis)) / stride) + 1, 0];
    const count = Math.ceil(length / stride);
    return [count, Math.floor(Math.max((count - 1) * stride + reach(window, axis) - length, 0) / 2)];
  });
}

/** What stands below a window, place by place; null beyond the ends. */
function below(
  x: Grid,
  window: Windows,
  batch: number,
  place: readonly number[],
  channel: number,
): readonly (number | null)[] {
  const lengths = x.shape.slice(1, -1);
  const begins = places(window, lengths);
  return Array.from({ length: sizeOf(window.size) }, (_, flat) => {
    const index = indexOf(flat, window.size).map(
      (i, axis) =>
        (place[axis] ?? 0) * (window.strides[axis] ?? 1) + i * (window.dilations[axis] ?? 1) - (begins[axis]?.[1] ?? 0),
    );
    return index.every((i, axis) => i >= 0 && i < (lengths[axis] ?? 1)) ? at(x, [batch, ...index, channel]) : null;
  });
}

const total = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
const batchOf = (draw: Draw) => (draw.chance(0.08) ? 0 : draw.whole(1, 3));
const options = ({ strides, dilations, padding }: Windows) => ({ strides, padding, dilationRate: dilations });
const described = (x: Grid, window: Windows) => `${said(x)}, window ${JSON.stringify(window)}`;

/** The result of a filter at a place, over some channels. */
function filtered(
  x: Grid,
  kernel: Grid,
  window: Windows,
  batch: number,
  place: readonly number[],
  channels: readonly number[],
  weight: (flat: number, i: number) => readonly number[],
): number {
  return total(
    channels.flatMap((channel, i) =>
      below(x, window, batch, place, channel).map(
        (value, flat) => (value ?? 0) * at(kernel, [...indexOf(flat, window.size), ...weight(flat, i)]),
      ),
    ),
  );
}

const conv: Property = (draw): Drawn => {
  const window = windows(draw, true);
  const groups = draw.pick(1, 1, 2);
  const [each, filters] = [draw.whole(1, 3), groups * draw.whole(1, 3)];
  const x = drawn(draw, [batchOf(draw), ...window.lengths, groups * each]);
  const kernel = drawn(draw, [...window.size, each, filters]);
  const bias = draw.chance(0.3) ? drawn(draw, [filters]) : null;
  const shape = [x.shape[0] ?? 1, ...places(window, window.lengths).map(([count]) => count), filters];
  const expected = grid(shape, 'float32', (index) => {
    const filter = index.at(-1) ?? 0;
    const group = Math.floor(filter / (filters / groups));
    const channels = Array.from({ length: each }, (_, i) => group * each + i);
    const sum = filtered(x, kernel, window, index[0] ?? 0, index.slice(1, -1), channels, (_, i) => [i, filter]);
    return sum + (bias === null ? 0 : at(bias, [filter]));
  });
  const run = () =>
    ops.conv(toTensor(x), toTensor(kernel), { ...options(window), bias: bias === null ? null : toTensor(bias) });
  return { says: `${described(x, window)}, kernel ${said(kernel)}`, run, expected, tolerance: 5e-5 };
};

const causal: Property = (draw): Drawn => {
  const [length, size, dilation, channels, filters] = [
    draw.whole(1, 8),
    draw.whole(1, 3),
    draw.whole(1, 2),
    draw.whole(1, 3),
    draw.whole(1, 3),
  ];
  const x = drawn(draw, [batchOf(draw), length, channels]);
  const kernel = drawn(draw, [size, channels, filters]);
  const expected = grid([x.shape[0] ?? 1, length, filters], 'float32', ([n = 0, p = 0, k = 0]) =>
    total(
      Array.from({ length: size * channels }, (_, flat) => {
        const [i, c] = [Math.floor(flat / channels), flat % channels];
        const from = p - (size - 1 - i) * dilation;
        return from < 0 ? 0 : at(x, [n, from, c]) * at(kernel, [i, c, k]);
      }),
    ),
  );
  const run = () => ops.conv(toTensor(x), toTensor(kernel), { padding: 'causal', dilationRate: dilation });
  return { says: `${said(x)}, kernel ${said(kernel)}, dilation ${dilation}`, run, expected, tolerance: 5e-5 };
};

const depthwise: Property = (draw): Drawn => {
  const window = { ...windows(draw, true) };
  const [channels, multiplier] = [draw.whole(1, 3), draw.whole(1, 2)];
  const x = drawn(draw, [batchOf(draw), ...window.lengths, channels]);
  const kernel = drawn(draw, [...window.size, channels, multiplier]);
  const shape = [x.shape[0] ?? 1, ...places(window, window.lengths).map(([count]) => count), channels * multiplier];
  const expected = grid(shape, 'float32', (index) => {
    const out = index.at(-1) ?? 0;
    const channel = Math.floor(out / multiplier);
    return filtered(x, kernel, window, index[0] ?? 0, index.slice(1, -1), [channel], () => [channel, out % multiplier]);
  });
  return {
    says: `${described(x, window)}, kernel ${said(kernel)}`,
    run: () => ops.depthwiseConv(toTensor(x), toTensor(kernel), options(window)),
    expected,
    tolerance: 5e-5,
  };
};

const separable: Property = (draw): Drawn => {
  const window = windows(draw, true);
  const [channels, multiplier, filters] = [draw.whole(1, 3), draw.whole(1, 2), draw.whole(1, 3)];
  const x = drawn(draw, [batchOf(draw), ...window.lengths, channels]);
  const kernel = drawn(draw, [...window.size, channels, multiplier]);
  const point = drawn(draw, [...window.size.map(() => 1), channels * multiplier, filters]);
  const shape = [x.shape[0] ?? 1, ...places(window, window.lengths).map(([count]) => count), filters];
  const expected = grid(shape, 'float32', (index) =>
    total(
      Array.from({ length: channels * multiplier }, (_, out) => {
        const channel = Math.floor(out / multiplier);
        const deep = filtered(x, kernel, window, index[0] ?? 0, index.slice(1, -1), [channel], () => [
          channel,
          out % multiplier,
        ]);
        return deep * at(point, [...window.size.map(() => 0), out, index.at(-1) ?? 0]);
      }),
    ),
  );
  return {
    says: `${described(x, window)}, kernels ${said(kernel)} and ${said(point)}`,
    run: () => ops.separableConv(toTensor(x), toTensor(kernel), toTensor(point), options(window)),
    expected,
    tolerance: 1e-4,
  };
};

const transposed: Property = (draw): Drawn => {
  const window = windows(draw, true);
  const [channels, filters] = [draw.whole(1, 3), draw.whole(1, 3)];
  const x = drawn(draw, [batchOf(draw), ...window.lengths, channels]);
  const kernel = drawn(draw, [...window.size, filters, channels]);
  const axes = window.lengths.map((length, axis) => {
    const [stride, far] = [window.strides[axis] ?? 1, reach(window, axis)];
    if (window.padding === 'valid') return { length: length * stride + Math.max(far - stride, 0), cut: 0 };
    // What JAX pads the spread elements with at the front, less what a whole window has.
    return { length: length * stride, cut: far - 1 - (stride > far - 1 ? far - 1 : Math.ceil((far + stride - 2) / 2)) };
  });
  const expected = grid([x.shape[0] ?? 1, ...axes.map(({ length }) => length), filters], 'float32', (index) =>
    total(
      Array.from({ length: sizeOf(window.size) }, (_, flat) => {
        const inner = indexOf(flat, window.size);
        const from = inner.map(
          (i, axis) =>
            ((index[axis + 1] ?? 0) + (axes[axis]?.cut ?? 0) - i * (window.dilations[axis] ?? 1)) /
            (window.strides[axis] ?? 1),
        );
        if (!from.every((place, axis) => Number.isInteger(place) && place >= 0 && place < (window.lengths[axis] ?? 1)))
          return 0;
        return total(
          Array.from(
            { length: channels },
            (_, c) => at(x, [index[0] ?? 0, ...from, c]) * at(kernel, [...inner, index.at(-1) ?? 0, c]),
          ),
        );
      }),
    ),
  );
  return {
    says: `${described(x, window)}, kernel ${said(kernel)}`,
    run: () => ops.convTranspose(toTensor(x), toTensor(kernel), options(window)),
    expected,
    tolerance: 5e-5,
  };
};

const pool =
  (op: typeof ops.maxPool, f: (values: readonly number[]) => number): Property =>
  (draw): Drawn => {
    const window = windows(draw, false);
    const x = drawn(draw, [batchOf(draw), ...window.lengths, draw.whole(1, 3)]);
    const shape = [x.shape[0] ?? 1, ...places(window, window.lengths).map(([count]) => count), x.shape.at(-1) ?? 1];
    const expected = grid(shape, 'float32', (index) =>
      f(below(x, window, index[0] ?? 0, index.slice(1, -1), index.at(-1) ?? 0).filter((value) => value !== null)),
    );
    return {
      says: described(x, window),
      run: () => op(toTensor(x), window.size, { strides: window.strides, padding: window.padding }),
      expected,
    };
  };

const adaptive =
  (op: typeof ops.adaptiveMaxPool, f: (values: readonly number[]) => number): Property =>
  (draw): Drawn => {
    const lengths = Array.from({ length: draw.pick(1, 2, 3) }, () => draw.whole(1, 7));
    const counts = lengths.map((length) => draw.whole(1, length));
    const x = drawn(draw, [batchOf(draw), ...lengths, draw.whole(1, 3)]);
    const expected = grid([x.shape[0] ?? 1, ...counts, x.shape.at(-1) ?? 1], 'float32', (index) => {
      const ranges = lengths.map((length, axis) => {
        const [i, count] = [index[axis + 1] ?? 0, counts[axis] ?? 1];
        const start = Math.floor((i * length) / count);
        return { start, length: Math.ceil(((i + 1) * length) / count) - start };
      });
      const inner = ranges.map((range) => range.length);
      return f(
        Array.from({ length: sizeOf(inner) }, (_, flat) =>
          at(x, [
            index[0] ?? 0,
            ...indexOf(flat, inner).map((i, axis) => i + (ranges[axis]?.start ?? 0)),
            index.at(-1) ?? 0,
          ]),
        ),
      );
    });
    return { says: `${said(x)} to ${counts}`, run: () => op(toTensor(x), counts), expected };
  };

const largest = (values: readonly number[]) => Math.max(...values);
const mean = (values: readonly number[]) => total(values) / values.length;

properties('convolution', 50, {
  conv,
  'conv, causal': causal,
  depthwiseConv: depthwise,
  separableConv: separable,
  convTranspose: transposed,
});

properties('pooling', 50, {
  maxPool: pool(ops.maxPool, largest),
  averagePool: pool(ops.averagePool, mean),
  adaptiveMaxPool: adaptive(ops.adaptiveMaxPool, largest),
  adaptiveAveragePool: adaptive(ops.adaptiveAveragePool, mean),
});

const image = (draw: Draw, channels = 2) => toTensor(drawn(draw, [1, draw.whole(1, 4), draw.whole(1, 4), channels]));

refusals('windows that do not fit', 20, {
  conv: (draw) => {
    const x = image(draw);
    const kernel = draw.pick([5, 5, 2, 3], [1, 1, 3, 3], [1, 1, 2], [1, 2, 3], [1, 1, 1, 3]);
    return () => ops.conv(x, ops.zeros(kernel));
  },
  'conv, options': (draw) => {
    const x = image(draw);
    const wrong = draw.pick<ops.ConvOptions>(
      { strides: 0 },
      { strides: -1 },
      { dilationRate: 0 },
      { strides: [1, 1, 1] },
      { padding: 'causal' },
      { strides: 1.5 },
    );
    return () => ops.conv(x, ops.zeros([1, 1, 2, 1]), wrong);
  },
  convTranspose: (draw) => () =>
    ops.convTranspose(image(draw), ops.zeros(draw.pick([1, 1, 3, 3], [1, 2, 2], [1, 1, 2, 1]))),
  maxPool: (draw) => () => ops.maxPool(image(draw), draw.pick(5, 0, -1, 1.5)),
  averagePool: (draw) => () => ops.averagePool(image(draw), draw.pick(5, 0, -1, 1.5)),
  adaptiveMaxPool: (draw) => () => ops.adaptiveMaxPool(image(draw), draw.pick(0, -1, 1.5)),
  depthwiseConv: (draw) => () =>
    ops.depthwiseConv(image(draw), ops.zeros(draw.pick([1, 1, 3, 1], [5, 5, 2, 1], [1, 1, 2]))),
});
