import { shown, type Tensor, type Variable } from '../../graph/index.ts';
import { divide, matmul, multiply, tanh, transpose } from '../../ops/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { positiveInteger } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { CallOptions, Given } from '../options.ts';
import { type EmbeddingConfig, embeddingDefaults, lookedUp } from './embedding.ts';

/** Options of an embedding that also goes back. */
export interface ReversibleEmbeddingConfig extends EmbeddingConfig {
  /** Whether going back uses the same vectors, transposed. Default `true`; otherwise there is a second weight. */
  tieWeights: boolean;
  /** The number type of going back. Default `null`, which is float32, the only one there is. */
  reverseDtype: 'float32' | null;
  /** The bound `c` of what comes out of going back, `c · tanh(x / c)`. Default `null`: none. */
  logitSoftCap: number | null;
}

/** Options of a call of an embedding that also goes back. */
export interface ReversibleCallOptions extends CallOptions {
  /** Whether vectors become scores of all indices, instead of indices vectors. Default `false`. */
  readonly reverse?: boolean | undefined;
}

type ReversibleGiven = Given<ReversibleEmbeddingConfig, 'inputDim' | 'outputDim'>;

/**
 * A learned vector for every index, and the way back: indices `[...]` to float32 `[..., outputDim]`, and with
 * `{ reverse: true }` vectors `[..., outputDim]` to scores of all indices `[..., inputDim]`.
 *
 * Weights: `embeddings` `[inputDim, outputDim]`; where they are not tied, `reverse_embeddings` `[outputDim, inputDim]`.
 *
 * @see https://keras.io/api/layers/core_layers/reversible_embedding/
 */
export class ReversibleEmbedding extends Layer<
  ReversibleEmbeddingConfig,
  'inputDim' | 'outputDim',
  Tensor,
  Tensor,
  ReversibleCallOptions
> {
  static override readonly className = 'ReversibleEmbedding';
  static override readonly needed: readonly string[] = ['inputDim', 'outputDim'];
  embeddings!: Variable;
  reverseEmbeddings: Variable | null = null;

  constructor(given: ReversibleGiven) {
    super(given, { ...embeddingDefaults, tieWeights: true, reverseDtype: null, logitSoftCap: null });
    const { inputDim, outputDim, reverseDtype, logitSoftCap } = this.config;
    positiveInteger(`${this.label}: inputDim`, inputDim);
    positiveInteger(`${this.label}: outputDim`, outputDim);
    if (reverseDtype !== null && reverseDtype !== 'float32')
      throw new ArgumentError(`${this.label}: reverseDtype`, {
        expected: "'float32', or null for the same",
        received: `'${reverseDtype}'`,
      });
    if (logitSoftCap !== null && !(logitSoftCap > 0))
      throw new ArgumentError(`${this.label}: logitSoftCap`, {
        expected: 'a number above 0, or null for no bound',
        received: String(logitSoftCap),
      });
  }

  protected override computeMask(): null {
    return null; // `call` sets that of the indices, and scores have none
  }

  protected override build(): void {
    const { inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint } = this.config;
    this.embeddings = this.addWeight('embeddings', [inputDim, outputDim], {
      initializer: embeddingsInitializer,
      regularizer: embeddingsRegularizer,
      constraint: embeddingsConstraint,
    });
    if (this.config.tieWeights) return;
    this.reverseEmbeddings = this.addWeight('reverse_embeddings', [outputDim, inputDim], {
      initializer: embeddingsInitializer,
    });
  }

  protected override call(inputs: Tensor, { reverse = false }: ReversibleCallOptions): Tensor {
    const { outputDim, maskZero, logitSoftCap } = this.config;
    if (!reverse) return lookedUp(this.embeddings, inputs, maskZero);
    if (inputs.rank === 0 || inputs.dims.at(-1) !== outputDim)
      throw new ShapeError(this.label, {
        expected: `vectors of length ${outputDim}, as it makes them`,
        received: shown(inputs),
        mend: 'Without reverse: true it takes indices.',
      });
    const scores = matmul(inputs, this.reverseEmbeddings ?? transpose(this.embeddings));
    return logitSoftCap === null ? scores : multiply(tanh(divide(scores, logitSoftCap)), logitSoftCap);
  }
}

/**
 * Turns indices into learned vectors and, called with `{ reverse: true }`, vectors into scores of all indices: the first and
 * the last layer of a language model in one.
 *
 * @param inputDim - number of different indices: the largest one plus 1.
 * @param outputDim - length of the vectors.
 * @param options - see `ReversibleEmbeddingConfig`.
 * @throws {ArgumentError} for options that make no sense.
 * @example
 * const words = layers.reversibleEmbedding(1000, 16);
 * words(words(input({ shape: [20], dtype: 'int32' })), { reverse: true }).shape // => [null, 20, 1000]
 * @see https://keras.io/api/layers/core_layers/reversible_embedding/
 */
export function reversibleEmbedding(
  inputDim: number,
  outputDim: number,
  options: Omit<ReversibleGiven, 'inputDim' | 'outputDim'> = {},
): ReversibleEmbedding {
  return new ReversibleEmbedding({ inputDim, outputDim, ...options });
}
