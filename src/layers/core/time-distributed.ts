import { type Dims, Tensor, Unknown } from '../../graph/index.ts';
import { reshape } from '../../ops/index.ts';
import { reshapeTo } from '../../ops/movement.ts';
import { hasRankOfAtLeast } from '../checks.ts';
import type { CallOptions, Given } from '../options.ts';
import { type TensorLayer, Wrapper, type WrapperConfig } from './wrapper.ts';

/**
 * Applies a layer to every step of a sequence: `[batch, steps, ...axes]` to `[batch, steps, ...axes of the layer's output]`.
 * Weights: those of the layer, which all steps share.
 *
 * The layer sees the steps of all samples as one batch. So batch normalization inside takes its statistics over all steps
 * together, where Keras takes them step by step.
 *
 * @see https://keras.io/api/layers/recurrent_layers/time_distributed/
 */
export class TimeDistributed extends Wrapper {
  static override readonly className = 'TimeDistributed';
  static override readonly needed: readonly string[] = ['layer'];

  constructor(given: Given<WrapperConfig, 'layer'>) {
    super(given, {});
  }

  protected override check(inputs: Tensor): void {
    hasRankOfAtLeast(this.label, inputs, 3, 'A sequence is [batch, steps, ...axes].');
  }

  protected override call(inputs: Tensor, { mask }: CallOptions): Tensor {
    const [batch, steps] = inputs.dims;
    // A mask of whole steps is passed on; one of what lies inside a step is the inner layer's.
    const inside = mask instanceof Tensor && mask.rank > 2 ? folded(mask) : null;
    const output = this.inner(folded(inputs), inside);
    return reshapeTo(output, [batch ?? 1, steps ?? 1, ...output.dims.slice(1)], [inputs]);
  }
}

/** Batch and steps as one axis. */
function folded(x: Tensor): Tensor {
  const [batch, steps, ...rest] = x.dims;
  const known = typeof batch === 'number' && typeof steps === 'number';
  const dims: Dims = [known ? batch * steps : new Unknown(), ...rest];
  return rest.every((dim) => typeof dim === 'number') ? reshape(x, [-1, ...rest]) : reshapeTo(x, dims);
}

/**
 * Applies a layer to every step of a sequence.
 *
 * @param layer - takes one tensor and gives one.
 * @param options - `name` and the like.
 * @throws {ArgumentError} for what is no layer.
 * @example
 * layers.timeDistributed(layers.dense(8))(input({ shape: [10, 16] })).shape // => [null, 10, 8]
 * @see https://keras.io/api/layers/recurrent_layers/time_distributed/
 */
export function timeDistributed(
  layer: TensorLayer,
  options: Omit<Given<WrapperConfig, 'layer'>, 'layer'> = {},
): TimeDistributed {
  return new TimeDistributed({ layer, ...options });
}
