import { apply, composite, defineOp, type Op, shown, type Tensor, type TensorLike, Unknown } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { concatenate } from './joining.ts';
import { moveNode } from './moving.ts';
import { asTensor, type One } from './operands.ts';
import { broadcastTo } from './repeating.ts';
import { getItem, type Key } from './slicing.ts';

/** Elements added before and after an axis. */
type Width = readonly [before: number, after: number];

/** What `pad` fills with: one value, or the tensor's own elements (see `pad`). */
export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'edge' | 'wrap';

const padModes: readonly PadMode[] = ['constant', 'reflect', 'symmetric', 'edge', 'wrap'];

interface Padding {
  readonly widths: readonly Width[];
  readonly value: number;
}

const padOp: Op<One, Padding> = defineOp<One, Padding>({
  name: 'pad',
  inputs: { x: 'one' },
  infer: ({ x }, { widths }) => ({
    dtype: x.dtype,
    dims: x.dims.map((dim, axis) => {
      const [before, after] = widths[axis] ?? [0, 0];
      if (before + after === 0) return dim;
      return typeof dim === 'number' ? dim + before + after : new Unknown();
    }),
  }),
  gradient: ({ attrs: { widths }, grad }) => ({
    x: getItem(
      grad,
      widths.map(([before, after]) => ({ start: before, stop: after === 0 ? null : -after })),
    ),
  }),
  lower: (onnx, { x }, { widths, value }, output) => {
    // Pads of all axes are written out: between several Transposes, the engine (1.30) mistakes pads of some axes.
    const pads = [0, 1].flatMap((side) => widths.map((ends) => ends[side] ?? 0));
    // On WebGPU narrow dtypes travel as int32, and their constant with them.
    const dtype = onnx.target === 'webgpu' && (x.dtype === 'bool' || x.dtype === 'uint8') ? 'int32' : x.dtype;
    return moveNode(onnx, 'Pad', x, [onnx.ints(pads), onnx.constant(dtype, [], [value])], output);
  },
});

/**
 * Adds elements around a tensor.
 *
 * @param x - any shape.
 * @param padWidth - how many: one number for all sides, `[before, after]` for all axes, or `[[before, after], …]` for each.
 * @param mode - what they are, for `1 2 3` padded by 2: `'constant'` (default) `0 0 1 2 3 0 0`, `'reflect'` `3 2 1 2 3 2 1`,
 * `'symmetric'` `2 1 1 2 3 3 2`, `'edge'` `1 1 1 2 3 3 3`, `'wrap'` `2 3 1 2 3 1 2`.
 * @param constantValues - the value of `'constant'`. Default `0`.
 * @throws {ArgumentError} for widths that are not whole numbers of at least 0, an unknown mode, or a value without `'constant'`.
 * @throws {ShapeError} when there are not as many widths as axes, or an axis is shorter than what it should lend.
 * @example
 * await ops.pad([1, 2], 1).array() // => [0, 1, 2, 0]
 * @see https://keras.io/api/ops/numpy/#pad-function
 */
export const pad = composite(
  'pad',
  (
    x: TensorLike,
    padWidth: number | Width | readonly Width[],
    mode: PadMode = 'constant',
    constantValues?: number,
  ): Tensor => {
    const given = asTensor(x);
    const widths = widthsOf(given, padWidth);
    if (!padModes.includes(mode))
      throw new ArgumentError('pad: mode', {
        expected: `one of ${padModes.map((name) => `'${name}'`).join(', ')}`,
        received: `'${mode}'`,
        mend: didYouMean(String(mode), padModes),
      });
    if (mode !== 'constant' && constantValues !== undefined)
      throw new ArgumentError('pad: constantValues', {
        expected: "none, since the mode is not 'constant'",
        received: `${constantValues}`,
      });
    if (widths.every(([before, after]) => before + after === 0)) return given;
    if (mode === 'constant') return apply(padOp, { x: given }, { widths, value: constantValues ?? 0 });
    return widths.reduce<Tensor>(
      (y, [before, after], axis) => (before + after === 0 ? y : borrowed(y, axis, before, after, mode)),
      given,
    );
  },
);

/** An axis padded with elements of its own. */
function borrowed(x: Tensor, axis: number, before: number, after: number, mode: Exclude<PadMode, 'constant'>): Tensor {
  const length = x.dims[axis] ?? 1;
  const most = mode === 'edge' ? Infinity : Number(length) - (mode === 'reflect' ? 1 : 0);
  if (typeof length === 'number' && (length === 0 || Math.max(before, after) > most))
    throw new ShapeError(`pad(x, padWidth, '${mode}')`, {
      expected:
        length === 0 ? 'an axis that is not empty' : `at most ${most} more elements at each end of axis ${axis}`,
      received: `${Math.max(before, after)} for ${shown(x)}`,
    });
  const part = (key: Key): Tensor => getItem(x, [...Array.from({ length: axis }, () => ({})), key]);
  const turned = (start: number, stop: number | null): Tensor => part({ start, stop, step: -1 });
  const edge = (index: number, count: number): Tensor => {
    const one = getItem(x, [...Array.from({ length: axis }, () => ({})), index, null]);
    return broadcastTo(one, one.shape.with(axis, count));
  };
  const sides: { readonly [Mode in typeof mode]: () => readonly [Tensor | null, Tensor | null] } = {
    reflect: () => [turned(before, 0), turned(-2, -2 - after)],
    symmetric: () => [before > 0 ? turned(before - 1, null) : null, turned(-1, -1 - after)],
    edge: () => [edge(0, before), edge(-1, after)],
    wrap: () => [before > 0 ? part({ start: -before }) : null, part({ stop: after })],
  };
  const [head, tail] = sides[mode]();
  const pieces = [before > 0 ? head : null, x, after > 0 ? tail : null].filter((piece) => piece !== null);
  return concatenate(pieces, axis);
}

/** The widths of each axis. */
function widthsOf(x: Tensor, given: number | Width | readonly Width[]): readonly Width[] {
  const rank = x.dims.length;
  const pairs: readonly (number | Width)[] = isPair(given) ? [given] : typeof given === 'number' ? [given] : given;
  if (pairs.length !== 1 && pairs.length !== rank)
    throw new ShapeError('pad: padWidth', {
      expected: `one width, or one for each of the ${rank} axes of ${shown(x)}`,
      received: `${pairs.length} widths`,
    });
  return x.dims.map((_, axis) => {
    const width = pairs[pairs.length === 1 ? 0 : axis] ?? 0;
    const sides = typeof width === 'number' ? [width, width] : width;
    const [before, after] = sides;
    if (sides.length !== 2 || !isCount(before) || !isCount(after))
      throw new ArgumentError('pad: padWidth', {
        expected: 'whole numbers of at least 0, as n, [before, after] or [[before, after], …]',
        received: JSON.stringify(given),
      });
    return [before, after];
  });
}

function isPair(given: number | Width | readonly Width[]): given is Width {
  return Array.isArray(given) && given.every((part) => typeof part === 'number');
}

function isCount(side: number | undefined): side is number {
  return side !== undefined && Number.isInteger(side) && side >= 0;
}
