import type { Constraint } from '../../constraints/index.ts';
import { setMask, type Tensor, type TensorLike, type Variable } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { cast, notEqual, take } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { positiveInteger } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of an embedding. */
export interface EmbeddingConfig extends LayerConfig {
  /** Number of different indices: the largest one plus 1. */
  inputDim: number;
  /** Length of the vectors. */
  outputDim: number;
  /** Default `'uniform'`: from -0.05 to 0.05. */
  embeddingsInitializer: Initializer;
  /** Default `null`. */
  embeddingsRegularizer: Regularizer | null;
  /** Default `null`. */
  embeddingsConstraint: Constraint | null;
  /** Whether index 0 stands for padding, which the layers behind leave out. Default `false`. */
  maskZero: boolean;
}

/** Options of an embedding that are read once, when it is made, and are no part of its config. */
export interface EmbeddingExtras {
  /** The vectors to start with, `[inputDim, outputDim]`, such as those of a trained model. Default: `embeddingsInitializer` draws. */
  weights?: TensorLike | null;
}

type EmbeddingGiven = Given<EmbeddingConfig, 'inputDim' | 'outputDim'> & EmbeddingExtras;

export const embeddingDefaults = {
  embeddingsInitializer: 'uniform',
  embeddingsRegularizer: null,
  embeddingsConstraint: null,
  maskZero: false,
} as const;

/**
 * A learned vector for every index: whole numbers `[...]` from 0 to `inputDim - 1` to float32 `[..., outputDim]`.
 *
 * Weights: `embeddings` `[inputDim, outputDim]`.
 *
 * @see https://keras.io/api/layers/core_layers/embedding/
 */
export class Embedding extends Layer<EmbeddingConfig, 'inputDim' | 'outputDim'> {
  static override readonly className = 'Embedding';
  static override readonly needed: readonly string[] = ['inputDim', 'outputDim'];
  embeddings!: Variable;

  constructor({ weights = null, ...given }: EmbeddingGiven) {
    super(given, embeddingDefaults);
    positiveInteger(`${this.label}: inputDim`, this.config.inputDim);
    positiveInteger(`${this.label}: outputDim`, this.config.outputDim);
    if (weights === null) return;
    this.buildOnce([null]);
    this.setWeights([weights]);
  }

  override get supportsMasking(): boolean {
    return this.config.maskZero;
  }

  protected override build(): void {
    const { inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint } = this.config;
    this.embeddings = this.addWeight('embeddings', [inputDim, outputDim], {
      initializer: embeddingsInitializer,
      regularizer: embeddingsRegularizer,
      constraint: embeddingsConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    return lookedUp(this.embeddings, inputs, this.config.maskZero);
  }
}

/** The vectors of the indices, masked where the index is 0 if that stands for padding. */
export function lookedUp(embeddings: Tensor, indices: Tensor, maskZero: boolean): Tensor {
  const output = take(embeddings, cast(indices, 'int32'), 0);
  if (maskZero) setMask(output, notEqual(indices, 0));
  return output;
}

/**
 * Turns indices (of words, items, classes) into learned vectors.
 *
 * @param inputDim - number of different indices: the largest one plus 1.
 * @param outputDim - length of the vectors.
 * @param options - see `EmbeddingConfig` and `EmbeddingExtras`.
 * @throws {ArgumentError} when one of the two is no positive integer.
 * @throws {ShapeError} for `weights` of another shape.
 * @example
 * layers.embedding(1000, 16)(input({ shape: [20], dtype: 'int32' })).shape // => [null, 20, 16]
 * const known = layers.embedding(2, 3, { weights: [[1, 2, 3], [4, 5, 6]] });
 * await known(ops.tensor([1])).array() // => [[4, 5, 6]]
 * @see https://keras.io/api/layers/core_layers/embedding/
 */
export function embedding(
  inputDim: number,
  outputDim: number,
  options: Omit<EmbeddingGiven, 'inputDim' | 'outputDim'> = {},
): Embedding {
  return new Embedding({ inputDim, outputDim, ...options });
}
