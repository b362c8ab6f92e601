import type { Structure, Tensor } from '../../graph/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { type AnyLayer, Layer } from '../layer.ts';
import type { Defaults, Given, LayerConfig } from '../options.ts';

/** A layer that takes one tensor and gives one: what wrappers wrap. */
export type TensorLayer = Layer<LayerConfig, never, Tensor, Tensor, never>;

/** Options of a wrapper. */
export interface WrapperConfig extends LayerConfig {
  /** The layer inside. */
  layer: TensorLayer;
}

/**
 * Base of layers around another layer, which is kept, trained and saved with them. Write `call`.
 *
 * @see https://keras.io/api/layers/core_layers/wrapper/
 */
export abstract class Wrapper<
  Config extends WrapperConfig = WrapperConfig,
  Needed extends keyof Config = never,
> extends Layer<Config, Needed | 'layer'> {
  static override readonly className: string = 'Wrapper';
  /** The layer inside. */
  readonly layer: AnyLayer;

  constructor(given: Given<Config, Needed | 'layer'>, defaults: Defaults<Config, Needed | 'layer'>) {
    super(...([given, defaults] as never)); // one of the two forms of LayerArguments, which a type parameter hides
    const { layer } = this.config;
    if (!(layer instanceof Layer))
      throw new ArgumentError(`${this.label}: layer`, {
        expected: 'a layer',
        received: typeof layer === 'string' ? `'${layer}'` : typeof layer,
      });
    this.layer = layer as unknown as AnyLayer; // seen without its types
  }

  /** Calls the layer inside. */
  protected inner(inputs: Tensor, mask: Tensor | null = null): Tensor {
    const output: Structure = this.layer.apply(inputs as never, { mask } as never); // it takes one tensor
    return output as Tensor; // and gives one
  }
}
