import type { Constraint } from '../constraints/index.ts';
import type { DType, Shape, Tensor } from '../graph/index.ts';
import type { Initializer } from '../initializers/index.ts';
import type { Regularizer } from '../regularizers/index.ts';

/** Options that every layer takes. */
export interface LayerConfig {
  /** Name in summaries, messages and files. Default: the class in snake case, numbered: `'dense_1'`. */
  name: string;
  /** Whether `fit` changes the layer's weights. Default `true`. */
  trainable: boolean;
  /** Penalty on the layer's output, added to the loss (divided by the batch size). Default `null`. */
  activityRegularizer: Regularizer | null;
}

/** Options that are read once, when the layer is made, and are no part of its config. */
export interface LayerExtras {
  /** Shape of one sample, without the batch axis: makes the layer the start of a Sequential model. */
  inputShape?: Shape;
}

/** What a caller gives: needed options, and any of the others. */
export type Given<Config extends LayerConfig, Needed extends keyof Config = never> = Pick<Config, Needed> &
  Partial<Omit<Config, Needed>> &
  LayerExtras;

/** What a layer's constructor adds: a default for every option that is not needed. */
export type Defaults<Config extends LayerConfig, Needed extends keyof Config> = Omit<
  Config,
  Needed | keyof LayerConfig
>;

/** Arguments of `super(…)`: layers without options of their own may leave the constructor out. */
export type LayerArguments<Config extends LayerConfig, Needed extends keyof Config> = [
  keyof Defaults<Config, Needed> | Needed,
] extends [never]
  ? [given?: Given<Config, Needed>]
  : [given: Given<Config, Needed>, defaults: Defaults<Config, Needed>];

/** Options of a call. */
export interface CallOptions {
  /** Whether the layer behaves as in training. Default: as its surroundings do (`fit` trains, `predict` does not). */
  readonly training?: boolean | undefined;
  /** Which steps count: a bool tensor, or one for each input. Default: the mask that came with the inputs. */
  readonly mask?: Tensor | readonly (Tensor | null)[] | null | undefined;
}

/** Options of a weight. */
export interface WeightOptions {
  /** Default `'glorotUniform'`. */
  readonly initializer?: Initializer;
  /** Default `true`. */
  readonly trainable?: boolean;
  /** Default `null`. */
  readonly regularizer?: Regularizer | null;
  /** Default `null`. */
  readonly constraint?: Constraint | null;
  /** Default `'float32'`. */
  readonly dtype?: DType;
}
