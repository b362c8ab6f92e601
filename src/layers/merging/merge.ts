import { shown, Tensor } from '../../graph/index.ts';
import { expandDims, logicalOr, where } from '../../ops/index.ts';
import { ArgumentError, internal, ShapeError } from '../../utils/errors.ts';
import { Layer } from '../layer.ts';
import type { CallOptions, LayerConfig } from '../options.ts';

/** The masks of a list of inputs, null where an input has none. */
export type Masks = readonly (Tensor | null)[];

/**
 * Base of the layers that merge several tensors into one. Inputs may have different shapes, as long as they broadcast; one
 * with fewer axes gets axes of length 1 after the batch.
 */
export abstract class Merge<
  Config extends LayerConfig = LayerConfig,
  Needed extends keyof Config = never,
> extends Layer<Config, Needed, readonly Tensor[]> {
  /** Merges inputs of equal rank. */
  protected abstract merge(inputs: readonly Tensor[], masks: Masks): Tensor;

  protected override check(inputs: readonly Tensor[]): void {
    checkList(this.label, inputs);
    const [first, ...others] = inputs.map((input) => input.dims[0]);
    const batch = [first, ...others].find((dim) => typeof dim === 'number') ?? first;
    for (const dim of [first, ...others])
      if (dim === undefined || (typeof dim === 'number' && dim !== batch))
        throw new ShapeError(this.label, {
          expected: 'inputs with the same number of samples, along their first axis',
          received: inputs.map(shown).join(' and '),
        });
  }

  protected override call(inputs: readonly Tensor[], { mask }: CallOptions): Tensor {
    const rank = Math.max(...inputs.map((input) => input.rank));
    if (inputs.every((input) => input.rank === rank)) return this.merge(inputs, masksOf(inputs, mask));
    // As in Keras, masks are passed on but do not count where ranks differ.
    return this.merge(
      inputs.map((input) => widened(input, rank)),
      inputs.map(() => null),
    );
  }

  /** A step counts where it counts in any input; without a mask for each there is none. */
  protected override computeMask(_inputs: readonly Tensor[], mask: Tensor | Masks | null): Tensor | null {
    if (mask === null || mask instanceof Tensor) return null;
    const known = mask.filter((one) => one !== null);
    if (known.length < mask.length || new Set(known.map(({ rank }) => rank)).size > 1) return null;
    return known.reduce((a, b) => logicalOr(a, b));
  }
}

/** Complains about anything but a list of tensors, of as many as are needed. */
export function checkList(label: string, inputs: unknown, count: number | null = null): void {
  const expected = count === null ? 'a list of tensors' : `a list of ${count} tensors`;
  const fits = Array.isArray(inputs) && inputs.length > 0 && inputs.every((input) => input instanceof Tensor);
  if (fits && (count === null || inputs.length === count)) return;
  const received = Array.isArray(inputs)
    ? `a list of ${inputs.length}`
    : inputs instanceof Tensor
      ? 'one tensor'
      : 'none';
  throw new ArgumentError(label, { expected, received, mend: 'Call it on a list, as in layers.add()([a, b]).' });
}

/** One merged value out of all, from the left. */
export function folded(inputs: readonly Tensor[], merge: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return inputs.reduce((a, b) => merge(a, b));
}

/**
 * The largest or smallest of all, from the left. A masked step is taken from the other side; the result is masked where both
 * sides are, and only if both have a mask.
 */
export function extremum(op: (a: Tensor, b: Tensor) => Tensor, inputs: readonly Tensor[], masks: Masks): Tensor {
  const [first, ...others] = inputs.map((input, i) => {
    const mask = masks[i] ?? null;
    return { input, mask: mask === null ? null : maskLike(mask, input) };
  });
  const merged = others.reduce((result, { input, mask }) => {
    const a = result ?? internal('nothing to merge');
    const right = mask === null ? input : where(mask, input, a.input);
    const left = a.mask === null ? a.input : where(a.mask, a.input, right);
    return { input: op(left, right), mask: a.mask === null || mask === null ? null : logicalOr(a.mask, mask) };
  }, first);
  return (merged ?? internal('nothing to merge')).input;
}

/** A mask of steps with axes of length 1 at its end, so that it broadcasts to the input it belongs to. */
export function maskLike(mask: Tensor, input: Tensor): Tensor {
  const axes = Array.from({ length: input.rank - mask.rank }, (_, i) => mask.rank + i);
  return axes.length > 0 ? expandDims(mask, axes) : mask;
}

/** The masks, one for each input. */
export function masksOf(inputs: readonly Tensor[], mask: CallOptions['mask']): Masks {
  if (mask === null || mask === undefined) return inputs.map(() => null);
  if (mask instanceof Tensor) internal('a list of inputs with a single mask');
  return inputs.map((_, i) => mask[i] ?? null);
}

function widened(input: Tensor, rank: number): Tensor {
  return input.rank === rank
    ? input
    : expandDims(
        input,
        Array.from({ length: rank - input.rank }, (_, i) => i + 1),
      );
}
