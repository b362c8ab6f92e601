import { type Shape, shown, Tensor, type Variable } from '../../graph/index.ts';
import {
  add,
  expandDims,
  matmul,
  multiply,
  random,
  softmax,
  subtract,
  sum,
  swapaxes,
  tanh,
  where,
} from '../../ops/index.ts';
import { ArgumentError, internal, ShapeError } from '../../utils/errors.ts';
import { SeedGenerator } from '../../utils/seed-generator.ts';
import { numberBetween } from '../checks.ts';
import { Layer } from '../layer.ts';
import { masksOf } from '../merging/merge.ts';
import type { CallOptions, Given, LayerConfig } from '../options.ts';
import { both, causalMask, ofSources, ofTargets } from './masks.ts';

/** Options of attention by products or sums. */
export interface AttentionConfig extends LayerConfig {
  /** Whether scores have a factor that is learned. Default `false`. */
  useScale: boolean;
  /** `'dot'` scores by `q · k`, `'concat'` by `w · Σ tanh(q + k)`. Default `'dot'`. */
  scoreMode: 'dot' | 'concat';
  /** The part of the shares that is dropped in training. Default 0. */
  dropout: number;
  /** A whole number: the same draws in every run. Default `null`. */
  seed: number | null;
}

/** Options of a call of attention. */
export interface AttentionCallOptions extends CallOptions {
  /** Whether a target takes from the sources up to its own place alone. Default `false`. */
  readonly useCausalMask?: boolean | undefined;
}

/** With this option a layer of attention gives the shares too: `[output, scores]`. */
export interface WithScores {
  readonly returnAttentionScores: true;
}

/** What masked scores lose: they get no share, and stay numbers. */
const hidden = 1e9;

/** Base of the layers that take `[query, value]` or `[query, value, key]`, and give each target its share of the values. */
export abstract class SequenceAttention<
  Config extends LayerConfig & { readonly dropout: number; readonly seed?: number | null },
> extends Layer<Config, never, readonly Tensor[], Tensor, AttentionCallOptions> {
  static override readonly needed: readonly string[] = [];
  static readonly callOptions: readonly string[] = ['use_causal_mask', 'return_attention_scores'];
  /** Where the draws come from; null where there are none. */
  protected seedGenerator: SeedGenerator | null = null;

  /** Scores `[batch, targets, sources]`. */
  protected abstract scores(query: Tensor, key: Tensor): Tensor;

  protected prepare(): void {
    const { dropout, seed = null } = this.config;
    numberBetween(`${this.label}: dropout`, dropout, 0, 1);
    this.seedGenerator = dropout > 0 ? new SeedGenerator(seed) : null;
  }

  protected override check(inputs: readonly Tensor[]): void {
    const [query, value, key = value] = Array.isArray(inputs) ? inputs : [];
    if (!(query instanceof Tensor) || !(value instanceof Tensor) || !(key instanceof Tensor) || inputs.length > 3)
      throw new ArgumentError(this.label, {
        expected: '[query, value] or [query, value, key]',
        received: Array.isArray(inputs) ? `a list of ${inputs.length}` : 'one tensor',
        mend: 'To attend to itself, give a sequence twice: attention([x, x]).',
      });
    if ([query, value, key].every(({ rank }) => rank >= 2)) return;
    throw new ShapeError(this.label, {
      expected: 'sequences [batch, steps, features]',
      received: [query, value, key].map(shown).join(' and '),
    });
  }

  protected override call(
    inputs: readonly Tensor[],
    options: AttentionCallOptions & { readonly returnAttentionScores?: boolean },
  ): Tensor {
    const [query, value, key = value] = inputs;
    if (query === undefined || value === undefined || key === undefined) return internal('inputs are missing');
    const [targets = null, sources = null] = masksOf(inputs, options.mask);
    const causal = options.useCausalMask ? causalMask(query, value) : null;
    const allowed = both(sources === null ? null : ofSources(sources), causal);
    const given = this.scores(query, key);
    const scores = softmax(allowed === null ? given : where(allowed, given, subtract(given, hidden)), -1);
    const { dropout } = this.config;
    const kept =
      this.isTraining && this.seedGenerator !== null
        ? random.dropout(scores, dropout, { seed: this.seedGenerator })
        : scores;
    const taken = matmul(kept, value);
    const output = targets === null ? taken : where(ofTargets(targets), taken, 0);
    // Typed by the signature of the class for calls with this option.
    return options.returnAttentionScores ? ([output, scores] as never) : output;
  }

  protected override computeMask(inputs: readonly Tensor[], mask: CallOptions['mask'] & object): Tensor | null {
    return masksOf(inputs, mask)[0] ?? null;
  }
}

/**
 * Attention by scalar products (Luong): `softmax(q kᵀ) v`. Called on `[query, value]` or `[query, value, key]`, of shapes
 * `[batch, targets, n]`, `[batch, sources, m]` and `[batch, sources, n]`, it gives `[batch, targets, m]`.
 *
 * Weights: `scale`, with `useScale`; `concat_score_weight`, with `scoreMode: 'concat'`; both scalars.
 *
 * @see https://keras.io/api/layers/attention_layers/attention/
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface adds a signature of calls, which nothing has to initialize.
export class Attention extends SequenceAttention<AttentionConfig> {
  static override readonly className: string = 'Attention';
  scale: Variable | null = null;
  concatScoreWeight: Variable | null = null;

  constructor(given: Given<AttentionConfig> = {}) {
    super(given, { useScale: false, scoreMode: 'dot', dropout: 0, seed: null });
    const { scoreMode } = this.config;
    if (scoreMode !== 'dot' && scoreMode !== 'concat')
      throw new ArgumentError(`${this.label}: scoreMode`, {
        expected: "'dot' or 'concat'",
        received: JSON.stringify(scoreMode) ?? String(scoreMode),
      });
    this.prepare();
  }

  protected override build(): void {
    const { useScale, scoreMode } = this.config;
    const initializer = 'ones';
    if (useScale) this.scale = this.addWeight('scale', [], { initializer });
    if (scoreMode === 'concat') this.concatScoreWeight = this.addWeight('concat_score_weight', [], { initializer });
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    const { scale, concatScoreWeight } = this;
    if (concatScoreWeight === null) {
      const products = matmul(query, swapaxes(key, -2, -1));
      return scale === null ? products : multiply(products, scale);
    }
    const sums = pairs(query, key);
    return multiply(concatScoreWeight, sum(tanh(scale === null ? sums : multiply(scale, sums)), -1));
  }
}

/** With `returnAttentionScores`, what a target takes from each source comes too: `[batch, targets, sources]`. */
export interface Attention {
  (inputs: readonly Tensor[], options: AttentionCallOptions & WithScores): readonly [output: Tensor, scores: Tensor];
  (inputs: readonly Tensor[], options?: AttentionCallOptions): Tensor;
}

/** The sum of each target's query and each source's key: `[batch, targets, sources, n]`. */
export function pairs(query: Tensor, key: Tensor): Tensor {
  return add(expandDims(query, -2), expandDims(key, -3));
}

/** The length of the query's vectors. */
export function lengthOf(label: string, [query]: readonly Shape[]): number {
  const length = query?.at(-1);
  if (typeof length === 'number') return length;
  throw new ShapeError(label, { expected: 'a query whose last axis is known', received: `${query}` });
}

/**
 * Attention by scalar products: each target takes from the values what its query finds in their keys.
 *
 * @param options - see `AttentionConfig`; `layer([query, value], { useCausalMask, returnAttentionScores })` are those of a call.
 * @throws {ArgumentError} for another score, or a dropout outside 0 to 1.
 * @example
 * const [query, value] = [ops.tensor([[[0]]]), ops.tensor([[[2], [4]]])];
 * await layers.attention()([query, value]).array() // => [[[3]]]
 * @see https://keras.io/api/layers/attention_layers/attention/
 */
export function attention(options: Given<AttentionConfig> = {}): Attention {
  return new Attention(options);
}
