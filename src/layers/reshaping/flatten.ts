import type { Tensor } from '../../graph/index.ts';
import { reshape } from '../../ops/index.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Flatten. */
export class Flatten extends Layer<LayerConfig> {
  static override readonly className = 'Flatten';

  protected override call(inputs: Tensor): Tensor {
    return reshape(inputs, [typeof inputs.dims[0] === 'number' ? inputs.dims[0] : null, -1]);
  }
}

/** Flatten. */
export function flatten(options: Given<LayerConfig> = {}): Flatten {
  return new Flatten(options);
}
