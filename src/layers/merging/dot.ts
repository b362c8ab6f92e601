import { axisOf, shown, type Tensor, unify } from '../../graph/index.ts';
import { einsum, expandDims, normalize } from '../../ops/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { checkList } from './merge.ts';

/** Options of a dot product. */
export interface DotConfig extends LayerConfig {
  /** The axis of both inputs, or of each, that is summed over. */
  axes: number | readonly [first: number, second: number];
  /** Whether vectors along the axis are scaled to length 1 first, which gives their cosine similarity. Default `false`. */
  normalize: boolean;
}

/**
 * Dot product of two tensors, sample by sample: `[batch, ..., n, ...]` and `[batch, ..., n, ...]` to `[batch, ...rest of a,
 * ...rest of b]`, and `[batch, 1]` for two vectors. No weights.
 *
 * @see https://keras.io/api/layers/merging_layers/dot/
 */
export class Dot extends Layer<DotConfig, 'axes', readonly Tensor[]> {
  static override readonly className = 'Dot';
  static override readonly needed: readonly string[] = ['axes'];

  constructor(given: Given<DotConfig, 'axes'>) {
    super(given, { normalize: false });
    const { axes } = this.config;
    const list: readonly unknown[] = typeof axes === 'number' ? [axes, axes] : axes;
    if (!Array.isArray(list) || list.length !== 2 || !list.every((axis) => Number.isInteger(axis) && axis !== 0))
      throw new ArgumentError(`${this.label}: axes`, {
        expected: 'an axis, or one for each of the two inputs, other than the batch axis 0',
        received: JSON.stringify(axes) ?? String(axes),
      });
  }

  protected override check(inputs: readonly Tensor[]): void {
    checkList(this.label, inputs, 2);
    const [a, b] = inputs;
    if (a === undefined || b === undefined) return;
    const [first, second] = this.#axesOf(a, b);
    const agree = (x: number, y: number) => unify(a.dims[x] ?? 1, b.dims[y] ?? 1) !== null;
    if (a.rank >= 2 && b.rank >= 2 && agree(0, 0) && agree(first, second)) return;
    throw new ShapeError(this.label, {
      expected: `inputs that agree in their batch, and in axis ${first} of the first with axis ${second} of the second`,
      received: `${shown(a)} and ${shown(b)}`,
    });
  }

  protected override call(inputs: readonly Tensor[]): Tensor {
    const [a, b] = inputs;
    if (a === undefined || b === undefined)
      throw new ArgumentError(this.label, { expected: 'two inputs', received: '' });
    const [first, second] = this.#axesOf(a, b);
    const unit = (x: Tensor, axis: number) => (this.config.normalize ? normalize(x, axis) : x);
    const left = letters.slice(0, a.rank - 1);
    const right = letters.slice(a.rank, a.rank + b.rank - 1);
    const result = einsum(
      `b${left},b${right.slice(0, second - 1)}${left.charAt(first - 1)}${right.slice(second)}->b${without(left, first - 1)}${without(right, second - 1)}`,
      unit(a, first),
      unit(b, second),
    );
    return result.rank === 1 ? expandDims(result, 1) : result;
  }

  /** Masks end here: the steps are summed over. */
  protected override computeMask(): null {
    return null;
  }

  #axesOf(a: Tensor, b: Tensor): readonly [number, number] {
    const { axes } = this.config;
    const [first, second] = typeof axes === 'number' ? [axes, axes] : axes;
    const where = `${this.label}: axes`;
    return [axisOf(where, first, a.rank), axisOf(where, second, b.rank)];
  }
}

/** Names for axes; `b` is the batch. */
const letters = 'acdefghijklmnopqrstuvwxyz';

function without(text: string, index: number): string {
  return text.slice(0, index) + text.slice(index + 1);
}

/**
 * Dot product of two tensors, sample by sample: `layers.dot(1)([x, y])`.
 *
 * @param axes - the axis of both inputs, or of each, that is summed over; axis 0 is the batch. Default `-1`.
 * @param options - see `DotConfig`.
 * @throws {ArgumentError} for the batch axis, or what is no axis.
 * @throws {ShapeError} when it is called, for inputs whose axes do not agree.
 * @example
 * await layers.dot(1)([ops.tensor([[1, 2]]), ops.tensor([[3, 4]])]).array() // => [[11]]
 * @see https://keras.io/api/layers/merging_layers/dot/
 */
export function dot(axes: DotConfig['axes'] = -1, options: Omit<Given<DotConfig, 'axes'>, 'axes'> = {}): Dot {
  return new Dot({ axes, ...options });
}
