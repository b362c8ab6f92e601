import type { Tensor } from '../../graph/index.ts';
import { transpose } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { hasRank } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a permuting layer. */
export interface PermuteConfig extends LayerConfig {
  /** For each axis of the output, the axis of the input it is; counted from 1, since axis 0 is the batch. */
  dims: readonly number[];
}

/**
 * Reorders the axes of each sample: output axis `i` is input axis `dims[i - 1]`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/permute/
 */
export class Permute extends Layer<PermuteConfig, 'dims'> {
  static override readonly className = 'Permute';
  static override readonly needed: readonly string[] = ['dims'];

  constructor(given: Given<PermuteConfig, 'dims'>) {
    super(given, {});
    const { dims } = this.config;
    if (!Array.isArray(dims) || ![...dims].sort((a, b) => a - b).every((axis, i) => axis === i + 1))
      throw new ArgumentError(`${this.label}: dims`, {
        expected: 'each axis of a sample once, counted from 1',
        received: JSON.stringify(dims) ?? String(dims),
        mend: 'To swap the two axes of a sample: [2, 1].',
      });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    const { dims } = this.config;
    hasRank(this.label, inputs, dims.length + 1, `the batch and the ${dims.length} of dims`);
  }

  protected override call(inputs: Tensor): Tensor {
    return transpose(inputs, [0, ...this.config.dims]);
  }
}

/**
 * Reorders the axes of each sample.
 *
 * @param dims - for each axis of the output, the axis of the input it is, counted from 1 (axis 0 is the batch).
 * @param options - `name` and the like.
 * @throws {ArgumentError} when `dims` does not list each axis once.
 * @example
 * layers.permute([2, 1])(input({ shape: [10, 64] })).shape // => [null, 64, 10]
 * @see https://keras.io/api/layers/reshaping_layers/permute/
 */
export function permute(dims: readonly number[], options: Omit<Given<PermuteConfig, 'dims'>, 'dims'> = {}): Permute {
  return new Permute({ dims, ...options });
}
