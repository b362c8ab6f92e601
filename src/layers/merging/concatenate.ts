import { axisOf, constant, shown, shownShape, Tensor } from '../../graph/index.ts';
import { any, broadcastLike, cast, concatenate as concatenateOp } from '../../ops/index.ts';
import { ArgumentError, internal, ShapeError } from '../../utils/errors.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { checkList, type Masks, maskLike } from './merge.ts';

/** Options of a concatenating layer. */
export interface ConcatenateConfig extends LayerConfig {
  /** The axis along which inputs are put together. Default `-1`, the last. */
  axis: number;
}

/**
 * Puts tensors together along an axis: `[..., n, ...]` and `[..., m, ...]` to `[..., n + m, ...]`. No weights.
 *
 * @see https://keras.io/api/layers/merging_layers/concatenate/
 */
export class Concatenate extends Layer<ConcatenateConfig, never, readonly Tensor[]> {
  static override readonly className = 'Concatenate';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<ConcatenateConfig> = {}) {
    super(given, { axis: -1 });
    const { axis } = this.config;
    if (!Number.isInteger(axis))
      throw new ArgumentError(`${this.label}: axis`, { expected: 'a whole number', received: String(axis) });
  }

  protected override check(inputs: readonly Tensor[]): void {
    checkList(this.label, inputs);
    const [first, ...others] = inputs;
    if (first === undefined) return;
    const axis = axisOf(`${this.label}: axis`, this.config.axis, first.rank);
    for (const other of others)
      if (!matches(first, other, axis))
        throw new ShapeError(this.label, {
          expected: `inputs that differ in no axis but ${axis}, along which they are put together`,
          received: inputs.map(shown).join(' and '),
          ...(first.rank === other.rank && { mend: `Axis ${differing(first, other, axis)} has to agree.` }),
        });
  }

  protected override call(inputs: readonly Tensor[]): Tensor {
    return concatenateOp(inputs, this.config.axis);
  }

  /** The masks put together as the inputs are; an input without one counts everywhere. */
  protected override computeMask(inputs: readonly Tensor[], mask: Tensor | Masks | null): Tensor | null {
    if (mask === null || mask instanceof Tensor) return null;
    const whole = inputs.map((input, i) => {
      const one = mask[i] ?? null;
      const kept = one === null ? constant(1, 'int32') : maskLike(cast(one, 'int32'), input);
      return broadcastLike(kept, input);
    });
    return any(concatenateOp(whole, this.config.axis), -1);
  }
}

function matches(a: Tensor, b: Tensor, axis: number): boolean {
  return a.rank === b.rank && differing(a, b, axis) < 0;
}

/** The first axis, but for `axis`, along which two tensors surely differ; -1 for none. */
function differing(a: Tensor, b: Tensor, axis: number): number {
  return a.dims.findIndex((dim, i) => {
    const other = b.dims[i] ?? internal(`concatenate: ${shownShape(b.shape)} has no axis ${i}`);
    return i !== axis && typeof dim === 'number' && typeof other === 'number' && dim !== other;
  });
}

/**
 * Puts tensors together along an axis: `layers.concatenate()([x, y])`.
 *
 * @param options - see `ConcatenateConfig`.
 * @throws {ArgumentError} for an axis that is no whole number.
 * @throws {ShapeError} when it is called, for inputs that differ in another axis.
 * @example
 * await layers.concatenate()([ops.tensor([[1, 2]]), ops.tensor([[3]])]).array() // => [[1, 2, 3]]
 * @see https://keras.io/api/layers/merging_layers/concatenate/
 */
export function concatenate(options: Given<ConcatenateConfig> = {}): Concatenate {
  return new Concatenate(options);
}
