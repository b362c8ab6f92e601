import { shown, type Tensor, tryBroadcast } from '../../graph/index.ts';
import { cast, exp, logsumexp, softmax as softmaxOp, subtract, where } from '../../ops/index.ts';
import { ShapeError } from '../../utils/errors.ts';
import { wholeAxes } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { CallOptions, Given, LayerConfig } from '../options.ts';

/** Options of a softmax layer. */
export interface SoftmaxConfig extends LayerConfig {
  /** The axis, or axes, along which the outputs sum to 1. Default `-1`. */
  axis: number | readonly number[];
}

/** What masked logits count as: small enough to vanish, and a number still. */
const leastLogit = -1e9;

/**
 * Softmax, `eˣ / Σ eˣ`: any shape to the same shape. No weights.
 *
 * A mask of the shape of the inputs (or one that broadcasts to it) takes places out: they get 0, and the others sum to 1.
 *
 * @see https://keras.io/api/layers/activation_layers/softmax/
 */
export class Softmax extends Layer<SoftmaxConfig> {
  static override readonly className = 'Softmax';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<SoftmaxConfig> = {}) {
    super(given, { axis: -1 });
    wholeAxes(`${this.label}: axis`, this.config.axis);
  }

  protected override call(inputs: Tensor, { mask }: CallOptions): Tensor {
    const kept = mask === null || mask === undefined ? null : cast(this.#checked(inputs, mask), 'bool');
    const logits = kept === null ? inputs : where(kept, inputs, leastLogit);
    const probabilities = distribution(logits, this.config.axis);
    return kept === null ? probabilities : where(kept, probabilities, 0);
  }

  #checked(inputs: Tensor, mask: Tensor | readonly (Tensor | null)[]): Tensor {
    const fits = !isList(mask) && mask.rank <= inputs.rank && tryBroadcast(mask.dims, inputs.dims) !== null;
    if (fits) return mask;
    throw new ShapeError(`${this.label}: mask`, {
      expected: `a mask that broadcasts to the inputs, ${shown(inputs)}`,
      received: isList(mask) ? 'a list' : shown(mask),
      mend: 'A mask of steps needs an axis for the scores: expandDims(mask, 1).',
    });
  }
}

function distribution(logits: Tensor, axis: number | readonly number[]): Tensor {
  if (typeof axis === 'number') return softmaxOp(logits, axis);
  return axis.length === 1 ? softmaxOp(logits, axis) : exp(subtract(logits, logsumexp(logits, axis, true)));
}

function isList(mask: Tensor | readonly (Tensor | null)[]): mask is readonly (Tensor | null)[] {
  return Array.isArray(mask);
}

/**
 * Makes probabilities of scores, as a layer.
 *
 * @param options - see `SoftmaxConfig`.
 * @throws {ArgumentError} for what is no axis.
 * @example
 * await layers.softmax()(ops.tensor([[1, 1]])).array() // => [[0.5, 0.5]]
 * @see https://keras.io/api/layers/activation_layers/softmax/
 */
export function softmax(options: Given<SoftmaxConfig> = {}): Softmax {
  return new Softmax(options);
}
