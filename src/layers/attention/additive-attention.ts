import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import { multiply, sum, tanh } from '../../ops/index.ts';
import type { Given, LayerConfig } from '../options.ts';
import { type AttentionCallOptions, lengthOf, pairs, SequenceAttention, type WithScores } from './attention.ts';

/** Options of additive attention. */
export interface AdditiveAttentionConfig extends LayerConfig {
  /** Whether the sum has weights that are learned, one for each feature. Default `true`. */
  useScale: boolean;
  /** The part of the shares that is dropped in training. Default 0. */
  dropout: number;
}

/**
 * Additive attention (Bahdanau): scores `Σ scale · tanh(q + k)`. Called on `[query, value]` or `[query, value, key]`, of shapes
 * `[batch, targets, n]`, `[batch, sources, m]` and `[batch, sources, n]`, it gives `[batch, targets, m]`.
 *
 * Weights: `scale` `[n]`, unless `useScale` is false.
 *
 * @see https://keras.io/api/layers/attention_layers/additive_attention/
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface adds a signature of calls, which nothing has to initialize.
export class AdditiveAttention extends SequenceAttention<AdditiveAttentionConfig> {
  static override readonly className = 'AdditiveAttention';
  scale: Variable | null = null;

  constructor(given: Given<AdditiveAttentionConfig> = {}) {
    super(given, { useScale: true, dropout: 0 });
    this.prepare();
  }

  protected override build(inputShapes: readonly Shape[]): void {
    if (this.config.useScale) this.scale = this.addWeight('scale', [lengthOf(this.label, inputShapes)]);
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    const bent = tanh(pairs(query, key));
    return sum(this.scale === null ? bent : multiply(this.scale, bent), -1);
  }
}

/** With `returnAttentionScores`, what a target takes from each source comes too: `[batch, targets, sources]`. */
export interface AdditiveAttention {
  (inputs: readonly Tensor[], options: AttentionCallOptions & WithScores): readonly [output: Tensor, scores: Tensor];
  (inputs: readonly Tensor[], options?: AttentionCallOptions): Tensor;
}

/**
 * Additive attention: each target takes from the values what a learned sum of its query and their keys says.
 *
 * @param options - see `AdditiveAttentionConfig`; `layer([query, value], { useCausalMask, returnAttentionScores })` are those of a call.
 * @throws {ArgumentError} for a dropout outside 0 to 1.
 * @example
 * const [query, value] = [ops.tensor([[[0]]]), ops.tensor([[[2], [2]]])];
 * await layers.additiveAttention({ useScale: false })([query, value]).array() // => [[[2]]]
 * @see https://keras.io/api/layers/attention_layers/additive_attention/
 */
export function additiveAttention(options: Given<AdditiveAttentionConfig> = {}): AdditiveAttention {
  return new AdditiveAttention(options);
}
