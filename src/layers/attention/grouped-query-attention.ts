import type { Shape, Tensor } from '../../graph/index.ts';
import { dotProductAttention, einsum, multiply, repeat } from '../../ops/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { lastDim, positiveInteger } from '../checks.ts';
import type { EinsumDense } from '../core/einsum-dense.ts';
import type { Given } from '../options.ts';
import type { WithScores } from './attention.ts';
import {
  HeadedAttention,
  type Heads,
  type HeadsCallOptions,
  type HeadsConfig,
  headsDefaults,
  type Projections,
  type Taken,
} from './heads.ts';

/** Options of grouped-query attention. */
export interface GroupedQueryAttentionConfig extends HeadsConfig {
  /** The length of a head's queries, keys and values. */
  headDim: number;
  /** How many heads ask. */
  numQueryHeads: number;
  /** How many heads answer: a divisor of `numQueryHeads`; each serves several of those, which follow each other. */
  numKeyValueHeads: number;
}

type Needed = 'headDim' | 'numQueryHeads' | 'numKeyValueHeads';

/**
 * Grouped-query attention: multi-head attention with fewer heads of keys and values than of queries. Called on `[query, value]` or
 * `[query, value, key]`, of shapes `[batch, targets, n]`, `[batch, sources, m]` and `[batch, sources, k]`, it gives
 * `[batch, targets, n]`.
 *
 * Weights: `query/kernel` `[n, numQueryHeads, headDim]`, `key/kernel` `[k, numKeyValueHeads, headDim]`, `value/kernel`
 * `[m, numKeyValueHeads, headDim]`, `attention_output/kernel` `[numQueryHeads, headDim, n]`, each followed by its bias; with `useGate`
 * also `gate/kernel`, like the query's.
 *
 * @see https://keras.io/api/layers/attention_layers/group_query_attention/
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface adds a signature of calls, which nothing has to initialize.
export class GroupedQueryAttention extends HeadedAttention<GroupedQueryAttentionConfig, Needed> {
  static override readonly className = 'GroupedQueryAttention';
  static override readonly exportedName = 'GroupQueryAttention';
  static override readonly needed: readonly string[] = ['headDim', 'numQueryHeads', 'numKeyValueHeads'];

  _queryDense: EinsumDense | null = null;
  _keyDense: EinsumDense | null = null;
  _gateDense: EinsumDense | null = null;
  _valueDense: EinsumDense | null = null;
  _outputDense: EinsumDense | null = null;

  constructor(given: Given<GroupedQueryAttentionConfig, Needed>) {
    super(given, headsDefaults);
    const { headDim, numQueryHeads, numKeyValueHeads } = this.config;
    positiveInteger(`${this.label}: headDim`, headDim);
    positiveInteger(`${this.label}: numQueryHeads`, numQueryHeads);
    positiveInteger(`${this.label}: numKeyValueHeads`, numKeyValueHeads);
    if (numQueryHeads % numKeyValueHeads !== 0)
      throw new ArgumentError(`${this.label}: numKeyValueHeads`, {
        expected: `a divisor of numQueryHeads, ${numQueryHeads}`,
        received: String(numKeyValueHeads),
      });
    this.checkHeads();
  }

  protected override check(inputs: readonly Tensor[]): void {
    super.check(inputs);
    if (inputs.every(({ rank }) => rank === 3)) return;
    throw new ShapeError(this.label, {
      expected: 'sequences [batch, steps, features]',
      received: inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and '),
    });
  }

  protected override build(inputShapes: readonly Shape[]): void {
    const [query = [], value = [], key = value] = inputShapes;
    const { headDim, numQueryHeads, numKeyValueHeads, useGate } = this.config;
    const asking = [null, numQueryHeads, headDim];
    const answering = [null, numKeyValueHeads, headDim];
    this._queryDense = this.projection('query', 'bqm,muh->bquh', asking, 'uh');
    this._keyDense = this.projection('key', 'bkm,mvh->bkvh', answering, 'vh');
    if (useGate) this._gateDense = this.projection('gate', 'bqm,muh->bquh', asking, 'uh', 'sigmoid');
    this._valueDense = this.projection('value', 'bkm,mvh->bkvh', answering, 'vh');
    this.buildShares([-1]);
    this._outputDense = this.projection('attention_output', 'bquh,uhm->bqm', [null, lastDim(this.label, query)], 'm');
    this.buildPart(this._queryDense, query);
    this.buildPart(this._keyDense, key);
    this.buildPart(this._gateDense, query);
    this.buildPart(this._valueDense, value);
    this.buildPart(this._outputDense, [null, null, numQueryHeads, headDim]);
  }

  protected override attend({ query, key, value }: Heads, allowed: Tensor | null, withScores: boolean): Taken {
    const { headDim, dropout, numQueryHeads, numKeyValueHeads } = this.config;
    const scale = 1 / Math.sqrt(headDim);
    if (!withScores && dropout === 0) {
      const mask = allowed === null ? null : this.widened(allowed, 4);
      return { output: dotProductAttention(query, key, value, { mask, scale }), scores: null };
    }
    const served = (heads: Tensor) => repeat(heads, numQueryHeads / numKeyValueHeads, 2);
    const scores = this.sharesOf(einsum('bquh,bkuh->buqk', multiply(query, scale), served(key)), allowed);
    return { output: einsum('buqk,bkuh->bquh', this.dropped(scores), served(value)), scores };
  }

  protected override get projections(): Projections {
    const { _queryDense: query, _keyDense: key, _valueDense: value, _gateDense: gate, _outputDense: output } = this;
    return { query, key, value, gate, output };
  }

  protected override get attendedAxes(): readonly number[] {
    return [1];
  }
}

/** With `returnAttentionScores`, what a target takes from each source comes too: `[batch, numQueryHeads, targets, sources]`. */
export interface GroupedQueryAttention {
  (inputs: readonly Tensor[], options: HeadsCallOptions & WithScores): readonly [output: Tensor, scores: Tensor];
  (inputs: readonly Tensor[], options?: HeadsCallOptions): Tensor;
}

/**
 * Grouped-query attention: heads of keys and values that several heads of queries share.
 *
 * @param headDim - the length of a head's queries, keys and values.
 * @param numQueryHeads - how many heads ask.
 * @param numKeyValueHeads - how many heads answer.
 * @param options - see `GroupedQueryAttentionConfig`; those of a call are `attentionMask`, `useCausalMask`, `returnAttentionScores` and `mask`.
 * @throws {ArgumentError} for what is no positive integer, and heads that cannot be shared evenly.
 * @throws {ShapeError} when it is called, for a value and a key of different lengths.
 * @example
 * const x = input({ shape: [10, 16] });
 * layers.groupQueryAttention(4, 4, 2)([x, x]).shape // => [null, 10, 16]
 * @see https://keras.io/api/layers/attention_layers/group_query_attention/
 */
export function groupQueryAttention(
  headDim: number,
  numQueryHeads: number,
  numKeyValueHeads: number,
  options: Omit<Given<GroupedQueryAttentionConfig, Needed>, Needed> = {},
): GroupedQueryAttention {
  return new GroupedQueryAttention({ headDim, numQueryHeads, numKeyValueHeads, ...options });
}
