import type { Tensor } from '../../graph/index.ts';
import { expandDims, reshape, transpose } from '../../ops/index.ts';
import { hasRankOfAtLeast } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a flattening layer. */
export interface FlattenConfig extends LayerConfig {
  /** With `'channelsFirst'`, channels are moved to the end before flattening. Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

/**
 * Flattens each sample: `[batch, ...axes]` to `[batch, product of axes]`; `[batch]` becomes `[batch, 1]`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/flatten/
 */
export class Flatten extends Layer<FlattenConfig> {
  static override readonly className = 'Flatten';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<FlattenConfig> = {}) {
    super({ ...given, dataFormat: dataFormatOf('flatten', given.dataFormat) }, { dataFormat: 'channels_last' });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRankOfAtLeast(this.label, inputs, 1, 'The first axis is the batch.');
  }

  protected override call(inputs: Tensor): Tensor {
    const { dims, rank } = inputs;
    if (rank === 1) return expandDims(inputs, 1);
    const space = dims.slice(2).map((_, i) => i + 2);
    const x = this.config.dataFormat === 'channels_first' ? transpose(inputs, [0, ...space, 1]) : inputs;
    const [batch] = dims;
    return reshape(x, [typeof batch === 'number' ? batch : null, batch === 0 ? size(inputs) : -1]);
  }
}

/** How many numbers a sample has; nothing can be inferred from an empty batch. */
function size({ dims }: Tensor): number {
  return dims.slice(1).reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1);
}

/**
 * Makes each sample one row of numbers: the bridge from images to dense layers.
 *
 * @param options - see `FlattenConfig`.
 * @throws {ArgumentError} for an unknown data format.
 * @example
 * layers.flatten()(input({ shape: [28, 28] })).shape // => [null, 784]
 * @see https://keras.io/api/layers/reshaping_layers/flatten/
 */
export function flatten(options: Given<FlattenConfig> = {}): Flatten {
  return new Flatten(options);
}
