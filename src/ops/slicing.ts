import {
  apply,
  composite,
  type Dim,
  defineOp,
  isFloat,
  type OnnxBuilder,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  type TensorSpec,
  Unknown,
  type Value,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { expandDims, reshapeNode, squeeze } from './movement.ts';
import { moveNode } from './moving.ts';
import { asTensor, type One } from './operands.ts';

/** Part of an axis, as Python's `start:stop:step`: negative places count from the end, null means as far as it goes. */
export interface Range {
  readonly start?: number | null;
  readonly stop?: number | null;
  /** Default 1; negative walks backwards. */
  readonly step?: number | null;
}

/** What `getItem` takes for one axis: a range, an index (the axis goes), null (a new axis), `'...'` (all axes between). */
export type Key = Range | number | null | '...';

/** Which elements of an axis are taken. `one` marks an index: a single element, which must be there. */
interface Taken {
  readonly axis: number;
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly one: boolean;
}

/** ONNX's "as far as it goes": any place beyond the end is cut to it. */
const end = 2 ** 31 - 1;

type Cut = { readonly taken: readonly Taken[] };

const sliceOp: Op<One, Cut> = defineOp<One, Cut>({
  name: 'slice',
  inputs: { x: 'one' },
  infer: ({ x }, { taken }) => {
    const dims = [...x.dims];
    for (const part of taken) dims[part.axis] = takenLength(part, x.dims[part.axis] ?? 1);
    return { dtype: x.dtype, dims };
  },
  gradient: ({ inputs: { x }, attrs, grad }) => ({ x: apply(unsliceOp, { x: grad, like: x }, attrs) }),
  lower: (onnx, { x }, { taken }, output) => sliceNode(onnx, x, taken, output),
});

function sliceNode(onnx: OnnxBuilder, x: Value, taken: readonly Taken[], output: TensorSpec): Value {
  const single = (y: Value, parts: readonly Taken[], spec: TensorSpec): Value => {
    const list = (read: (part: Taken) => number): Value => onnx.ints(parts.map(read));
    const [starts, stops] = [list(({ start }) => start), list(({ stop }) => stop)];
    return moveNode(onnx, 'Slice', y, [starts, stops, list(({ axis }) => axis), list(({ step }) => step)], spec);
  };
  const picked = onnx.target === 'webgpu' ? pickedNodes(onnx, x, taken, output) : null;
  if (picked !== null) return picked;
  // Walking backwards from before the first element the engine takes that one, where nothing is to be taken.
  const early = taken.some(({ axis, start, step }) => step < 0 && start < -1 && typeof x.dims[axis] !== 'number');
  if (!early && (onnx.target !== 'webgpu' || taken.every(({ step }) => step > 0))) return single(x, taken, output);
  // WebGPU walks backwards rightly along whole axes only, one place at a time (onnxruntime 1.30 takes other places else):
  // so the range is cut out first, turned round as a whole, and then thinned out.
  const cuts = taken.map(cutOut).filter(({ start, stop, step }) => start !== 0 || stop !== end || step !== 1);
  const stages = [...(cuts.length > 0 ? [cuts] : []), ...turns(taken)];
  return stages.reduce((y, parts, i) => {
    const dims = y.dims.map((dim, axis) => {
      const part = parts.find((one) => one.axis === axis);
      return part ? takenLength(part, dim) : dim;
    });
    return single(y, parts, i === stages.length - 1 ? output : { dtype: x.dtype, dims });
  }, x);
}

/** Lists of places longer than this would swell the model. */
const longestList = 4096;

/** WebGPU slices floats alone, but looks up whole numbers as well. Null where that does not help, or lengths are unknown. */
function pickedNodes(onnx: OnnxBuilder, x: Value, taken: readonly Taken[], output: TensorSpec): Value | null {
  const lists = taken.map((part) => {
    const length = x.dims[part.axis] ?? 1;
    const count = takenLength(part, length);
    if (typeof length !== 'number' || typeof count !== 'number' || count < 1 || count > longestList) return null;
    const first = placed(part.start, part.step, length);
    return { axis: part.axis, places: Array.from({ length: count }, (_, i) => first + i * part.step) };
  });
  if (isFloat(x.dtype) || x.dtype === 'int64' || !lists.every((list) => list !== null)) return null;
  return lists.reduce((y, { axis, places }, i) => {
    const spec = i === lists.length - 1 ? output : { dtype: x.dtype, dims: y.dims.with(axis, places.length) };
    return moveNode(onnx, 'Gather', y, [onnx.constant('int32', [places.length], places)], spec, { axis });
  }, x);
}

/** The range of a backward walk as a forward one, place by place. */
function cutOut(part: Taken): Taken {
  if (part.step > 0) return part;
  const after = (place: number): number => (place === -1 || place === end ? end : place === -end ? 0 : place + 1);
  return { ...part, start: after(part.stop), stop: after(part.start), step: 1 };
}

/** What is left to do with the ranges that are to be walked backwards: turning them, and taking some elements only. */
function turns(taken: readonly Taken[]): readonly (readonly Taken[])[] {
  const backwards = taken.filter(({ step }) => step < 0);
  const thinned = backwards.filter(({ step }) => step < -1);
  const turned = backwards.map(({ axis }) => ({ axis, start: end, stop: -end, step: -1, one: false }));
  const thin = thinned.map(({ axis, step }) => ({ axis, start: 0, stop: end, step: -step, one: false }));
  return thin.length > 0 ? [turned, thin] : [turned];
}

function takenLength({ start, stop, step, one }: Taken, length: Dim): Dim {
  if (one) return 1;
  if (typeof length === 'number') return lengthOf(start, stop, step, length);
  const whole = step === 1 ? start === 0 && stop === end : step === -1 && start === end && stop === -end;
  return whole ? length : new Unknown();
}

function lengthOf(start: number, stop: number, step: number, length: number): number {
  const from = placed(start, step, length);
  const to = placed(stop, step, length);
  return Math.max(0, Math.ceil((to - from) / step));
}

/** A place that may be negative or beyond the end, as one that is neither. */
function placed(place: number, step: number, length: number): number {
  const wrapped = place < 0 ? place + length : place;
  return step > 0 ? Math.min(Math.max(wrapped, 0), length) : Math.min(Math.max(wrapped, -1), length - 1);
}

/** Inputs: elements that were taken, and the tensor they were taken from, of which only the shape is used. */
type Taking = { readonly x: 'one'; readonly like: 'one' };

/** The gradient of `slice`: its elements in their old places, zeros between. */
const unsliceOp: Op<Taking, Cut> = defineOp<Taking, Cut>({
  name: 'unslice',
  inputs: { x: 'one', like: 'one' },
  infer: ({ x, like }) => ({ dtype: x.dtype, dims: like.dims }),
  gradient: ({ attrs, grad }) => ({ x: apply(sliceOp, { x: grad }, attrs), like: null }),
  lower: (onnx, { x, like }, { taken }, output) => {
    const forwards = taken.some(({ step }) => step < 0) ? turnedRound(onnx, x, taken) : x;
    const spread = taken.reduce((y, part) => spaced(onnx, y, part.axis, Math.abs(part.step)), forwards);
    return onnx.node('Pad', [spread, padding(onnx, spread, like, taken)], output);
  },
});

/** The axes that were walked backwards, forwards again. */
function turnedRound(onnx: OnnxBuilder, x: Value, taken: readonly Taken[]): Value {
  const backwards = taken.filter(({ step }) => step < 0);
  return sliceNode(
    onnx,
    x,
    backwards.map(({ axis }) => ({ axis, start: end, stop: -end, step: -1, one: false })),
    x,
  );
}

/** `step - 1` zeros after each element of an axis. */
function spaced(onnx: OnnxBuilder, x: Value, axis: number, step: number): Value {
  if (step === 1) return x;
  const { dtype } = x;
  const length = x.dims[axis] ?? 1;
  const split = x.dims.toSpliced(axis + 1, 0, 1);
  const joined = x.dims.with(axis, typeof length === 'number' ? length * step : new Unknown());
  const apart = onnx.node('Unsqueeze', [x, onnx.ints([axis + 1])], { dtype, dims: split });
  const pads = [onnx.ints([0, step - 1]), null, onnx.ints([axis + 1])];
  const wide = onnx.node('Pad', [apart, ...pads], { dtype, dims: split.with(axis + 1, step) });
  return reshapeNode(onnx, wide, { dtype, dims: joined });
}

/**
 * Where each axis begins and how much follows it, for the Pad that gives the elements their old places. All axes are written
 * out: between several Transposes, the engine (1.30) mistakes pads of some axes.
 */
function padding(onnx: OnnxBuilder, x: Value, like: Value, taken: readonly Taken[]): Value {
  const margins = x.dims.map((_, i): readonly [Place, Place] => {
    const part = taken.find(({ axis }) => axis === i);
    return part === undefined ? [0, 0] : margin(onnx, x, like, part);
  });
  const known = margins.map(([low, high]) =>
    typeof low === 'number' && typeof high === 'number' ? [low, high] : null,
  );
  if (known.every((pair) => pair !== null))
    return onnx.ints([...known.map(([low]) => low ?? 0), ...known.map(([, high]) => high ?? 0)]);
  const parts = [...margins.map(([low]) => low), ...margins.map(([, high]) => high)];
  return onnx.node(
    'Concat',
    parts.map((part) => (typeof part === 'number' ? onnx.ints([part]) : part)),
    { dtype: 'int64', dims: [parts.length] },
    { axis: 0 },
  );
}

type Place = number | Value;

/** Zeros before and after the spread elements of one axis; negative ones cut off zeros that `spaced` left over. */
function margin(onnx: OnnxBuilder, x: Value, like: Value, { axis, start, step }: Taken): readonly [Place, Place] {
  const width = x.dims[axis];
  const length = like.dims[axis];
  if (typeof width === 'number' && typeof length === 'number') {
    // Walked backwards, the first element taken is the last one here, and it ends its block of `|step|`.
    const first = placed(start, step, length);
    const low = step > 0 ? first : first - (width + step);
    return [low, length - low - width];
  }
  const vector = { dtype: 'int64', dims: [1] } as const;
  const node = (type: string, a: Value, b: number | Value): Value =>
    onnx.node(type, [a, typeof b === 'number' ? onnx.ints([b]) : b], vector);
  const total = onnx.shapeOf(like, axis, axis + 1);
  const wide = onnx.shapeOf(x, axis, axis + 1);
  const highest = step > 0 ? total : node('Sub', total, 1);
  const first = start < 0 ? node('Max', node('Add', total, start), step > 0 ? 0 : -1) : node('Min', highest, start);
  const low = step > 0 ? first : node('Sub', first, node('Add', wide, step));
  return [low, node('Sub', node('Sub', total, low), wide)];
}

/**
 * Part of a tensor, by Python's rules of indexing: `x[1:3, ..., None, -1]`.
 *
 * @param x - any shape.
 * @param keys - one for each axis from the front: a range `{ start, stop, step }`, an index (its axis goes), `null` (a new
 * axis of length 1), or once `'...'` (all axes between). Axes without a key stay whole.
 * @throws {ShapeError} for more keys than axes, or an index beyond the end.
 * @throws {ArgumentError} for a step of 0 or a place that is no whole number.
 * @example
 * await ops.getItem([[1, 2, 3], [4, 5, 6]], [-1, { start: 1 }]).array() // => [5, 6]
 * @see https://keras.io/api/ops/numpy/#get_item-function
 */
export const getItem = composite('getItem', (x: TensorLike, keys: Key | readonly Key[]): Tensor => {
  const given = asTensor(x);
  const list = spelledOut(given, isKeys(keys) ? keys : [keys]);
  const taken: Taken[] = [];
  const dropped: number[] = [];
  const added: number[] = [];
  let axis = 0;
  let place = 0;
  for (const key of list) {
    if (key === null) added.push(place++);
    else {
      const part = takenPart(given, axis, key);
      if (part.one) dropped.push(axis);
      else place++;
      if (part.one || !isWhole(part, given.dims[axis] ?? 1)) taken.push(part);
      axis++;
    }
  }
  const sliced = taken.length > 0 ? apply(sliceOp, { x: given }, { taken }) : given;
  const kept = dropped.length > 0 ? squeeze(sliced, dropped) : sliced;
  return expandDims(kept, added);
});

function isKeys(keys: Key | readonly Key[]): keys is readonly Key[] {
  return Array.isArray(keys);
}

/** The keys with `'...'` written out, so that there is one for each axis. */
function spelledOut(x: TensorSpec, keys: readonly Key[]): readonly (Range | number | null)[] {
  const used = keys.filter((key) => key !== null && key !== '...').length;
  const missing = x.dims.length - used;
  const gaps = keys.filter((key) => key === '...').length;
  if (missing < 0 || gaps > 1)
    throw new ShapeError('getItem(x, keys)', {
      expected: gaps > 1 ? "'...' at most once" : `at most ${x.dims.length} keys for ${shown(x)}`,
      received: `${gaps > 1 ? gaps : used}`,
    });
  const whole = Array.from({ length: missing }, () => ({}));
  const all = gaps === 0 ? [...keys, '...' as const] : keys;
  return all.flatMap((key): (Range | number | null)[] => (key === '...' ? whole : [key]));
}

function takenPart(x: TensorSpec, axis: number, key: Range | number): Taken {
  const where = `getItem(x, keys): the key of axis ${axis}`;
  const length = x.dims[axis] ?? 1;
  if (typeof key === 'number') {
    const [start] = wholeNumbers(where, [key]);
    if (typeof length === 'number' && (key < -length || key >= length))
      throw new ShapeError(where, {
        expected: length === 0 ? 'no index, since the axis is empty' : `an index from ${-length} to ${length - 1}`,
        received: `${key}`,
      });
    return { axis, start: start ?? 0, stop: key === -1 ? end : key + 1, step: 1, one: true };
  }
  const [step = 1] = wholeNumbers(where, [key.step ?? 1]);
  if (step === 0) throw new ArgumentError(where, { expected: 'a step other than 0', received: '0' });
  const [start = 0, stop = 0] = wholeNumbers(where, [
    key.start ?? (step > 0 ? 0 : end),
    key.stop ?? (step > 0 ? end : -end),
  ]);
  if (typeof length === 'number' && lengthOf(start, stop, step, length) === 0)
    return { axis, start: 0, stop: 0, step: 1, one: false };
  return { axis, start, stop, step, one: false };
}

function isWhole({ start, stop, step }: Taken, length: Dim): boolean {
  if (typeof length === 'number') return step === 1 && lengthOf(start, stop, step, length) === length;
  return step === 1 && start === 0 && stop === end;
}

function wholeNumbers(where: string, places: readonly number[]): readonly number[] {
  const wrong = places.find((place) => !Number.isInteger(place));
  if (wrong !== undefined) throw new ArgumentError(where, { expected: 'whole numbers', received: `${wrong}` });
  return places;
}
