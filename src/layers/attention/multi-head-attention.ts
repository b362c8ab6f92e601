import { dropMask, type Shape, type Tensor } from '../../graph/index.ts';
import { dotProductAttention, einsum, multiply } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { positiveInteger, wholeAxes } from '../checks.ts';
import type { Json } from '../config.ts';
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

/** Options of multi-head attention. */
export interface MultiHeadAttentionConfig extends HeadsConfig {
  /** How many heads attend, each for itself. */
  numHeads: number;
  /** The length of a head's queries and keys. */
  keyDim: number;
  /** The length of a head's values. Default: `keyDim`. */
  valueDim: number | null;
  /** Shape of the output after the axes of the targets. Default `null`: the query's last axis. */
  outputShape: number | readonly number[] | null;
  /** The axes of the inputs along which it attends. Default `null`: all between the batch and the features. */
  attentionAxes: number | readonly number[] | null;
}

/**
 * Multi-head attention ("Attention is all you need"): `softmax(q kᵀ / √keyDim) v` in each head, for `q = query · Wq + bq` and so on,
 * and a projection of all heads together. Called on `[query, value]` or `[query, value, key]`, of shapes `[batch, targets, n]`,
 * `[batch, sources, m]` and `[batch, sources, k]`, it gives `[batch, targets, n]`; with more axes between batch and features all of them
 * are attended, or those that `attentionAxes` names.
 *
 * Weights: `query/kernel` `[n, heads, keyDim]`, `key/kernel` `[k, heads, keyDim]`, `value/kernel` `[m, heads, valueDim]`,
 * `attention_output/kernel` `[heads, valueDim, n]`, each followed by its bias; with `useGate` also `gate/kernel`
 * `[n, heads, valueDim]`.
 *
 * @see https://keras.io/api/layers/attention_layers/multi_head_attention/
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface adds a signature of calls, which nothing has to initialize.
export class MultiHeadAttention extends HeadedAttention<MultiHeadAttentionConfig, 'numHeads' | 'keyDim'> {
  static override readonly className = 'MultiHeadAttention';
  static override readonly needed: readonly string[] = ['numHeads', 'keyDim'];
  queryDense: EinsumDense | null = null;
  keyDense: EinsumDense | null = null;
  _gateDense: EinsumDense | null = null;
  valueDense: EinsumDense | null = null;
  outputDense: EinsumDense | null = null;
  #axes: readonly number[];

  constructor(given: Given<MultiHeadAttentionConfig, 'numHeads' | 'keyDim'>) {
    const { keyDim, valueDim = null, outputShape = null, attentionAxes = null } = given;
    const list = <T>(value: T | readonly T[] | null) => (typeof value === 'number' ? [value] : value);
    super(
      { ...given, valueDim: valueDim ?? keyDim, outputShape: list(outputShape), attentionAxes: list(attentionAxes) },
      { ...headsDefaults, valueDim: null, outputShape: null, attentionAxes: null },
    );
    const { config, label } = this;
    positiveInteger(`${label}: numHeads`, config.numHeads);
    positiveInteger(`${label}: keyDim`, keyDim);
    positiveInteger(`${label}: valueDim`, config.valueDim);
    for (const dim of this.#outputShape ?? []) positiveInteger(`${label}: outputShape`, dim);
    if (config.attentionAxes !== null) wholeAxes(`${label}: attentionAxes`, config.attentionAxes);
    this.#axes = listed(config.attentionAxes) ?? [];
    this.checkHeads();
  }

  protected override build(inputShapes: readonly Shape[]): void {
    const [query = [], value = [], key = value] = inputShapes;
    const { numHeads, keyDim, useGate } = this.config;
    const rank = value.length + 1;
    this.#axes = this.#axesOf(rank);
    const width = this.#width;
    this.queryDense = this.#toHeads('query', query, keyDim);
    this.keyDense = this.#toHeads('key', key, keyDim);
    if (useGate) this._gateDense = this.#toHeads('gate', query, width, 'sigmoid');
    this.valueDense = this.#toHeads('value', value, width);
    this.buildShares(this.#axes.map((_, i) => i - this.#axes.length));
    const last = query.at(-1) ?? null;
    const { equation, biasAxes } = projectionOf(query.length - 1, 2, this.#outputShape?.length ?? 1);
    const output = this.#outputShape ?? [last];
    const free = query.slice(1, -1).map(() => null);
    this.outputDense = this.projection('attention_output', equation, [...free, ...output], biasAxes);
    this.buildPart(this.queryDense, query);
    this.buildPart(this.keyDense, key);
    this.buildPart(this._gateDense, query);
    this.buildPart(this.valueDense, value);
    this.buildPart(this.outputDense, [...query.slice(0, -1), numHeads, width]);
  }

  /** As in Keras, the masks end here: who takes the same tensors afterwards, such as the sum around the layer, finds none. */
  protected override call(inputs: readonly Tensor[], options: HeadsCallOptions): Tensor {
    for (const given of inputs) dropMask(given);
    return super.call(inputs, options);
  }

  protected override attend({ query, key, value }: Heads, allowed: Tensor | null, withScores: boolean): Taken {
    const { keyDim, dropout } = this.config;
    const scale = 1 / Math.sqrt(keyDim);
    if (query.rank === 4 && !withScores && dropout === 0) {
      const mask = allowed === null ? null : this.widened(allowed, 4);
      return { output: dotProductAttention(query, key, value, { mask, scale }), scores: null };
    }
    const { products, combined } = equationsOf(query.rank, this.#axes);
    const scores = this.sharesOf(einsum(products, key, multiply(query, scale)), allowed);
    return { output: einsum(combined, this.dropped(scores), value), scores };
  }

  protected override get projections(): Projections {
    const { queryDense: query, keyDense: key, valueDense: value, _gateDense: gate, outputDense: output } = this;
    return { query, key, value, gate, output };
  }

  protected override get attendedAxes(): readonly number[] {
    return this.#axes;
  }

  override getConfig(): Readonly<Record<string, Json>> {
    return { ...super.getConfig(), attention_axes: this.#axes.length > 0 ? this.#axes : null };
  }

  get #width(): number {
    return this.config.valueDim ?? this.config.keyDim;
  }

  get #outputShape(): readonly number[] | null {
    return listed(this.config.outputShape);
  }

  #toHeads(name: string, shape: Shape, width: number, activation: 'sigmoid' | null = null): EinsumDense {
    const { equation, biasAxes } = projectionOf(shape.length - 1, 1, 2);
    const free = shape.slice(1, -1).map(() => null);
    return this.projection(name, equation, [...free, this.config.numHeads, width], biasAxes, activation);
  }

  /** The axes that are attended, counted from the front; `rank` counts that of the heads too. */
  #axesOf(rank: number): readonly number[] {
    const given = listed(this.config.attentionAxes);
    if (given === null) return Array.from({ length: rank - 3 }, (_, i) => i + 1);
    return given.map((axis) => {
      const place = axis < 0 ? axis + rank - 1 : axis;
      if (place > 0 && place < rank - 2) return place;
      throw new ArgumentError(`${this.label}: attentionAxes`, {
        expected: 'axes between the batch and the features',
        received: String(axis),
      });
    });
  }
}

/** With `returnAttentionScores`, what a target takes from each source comes too: `[batch, heads, targets, sources]`. */
export interface MultiHeadAttention {
  (inputs: readonly Tensor[], options: HeadsCallOptions & WithScores): readonly [output: Tensor, scores: Tensor];
  (inputs: readonly Tensor[], options?: HeadsCallOptions): Tensor;
}

function listed(value: number | readonly number[] | null): readonly number[] | null {
  return typeof value === 'number' ? [value] : value;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** The equation of a projection: `free` axes stay, `bound` are summed over, `made` are new. */
function projectionOf(
  free: number,
  bound: number,
  made: number,
): { readonly equation: string; readonly biasAxes: string } {
  const stay = letters.slice(0, free);
  const summed = letters.slice(free, free + bound);
  const fresh = letters.slice(free + bound, free + bound + made);
  return { equation: `${stay}${summed},${summed}${fresh}->${stay}${fresh}`, biasAxes: fresh };
}

/** The equations of scores and of what is taken, for heads `[batch, ...axes, heads, n]` that attend along some of the axes. */
function equationsOf(
  rank: number,
  attended: readonly number[],
): { readonly products: string; readonly combined: string } {
  const targets = letters.slice(0, rank);
  const fresh = [...letters.slice(rank)];
  const sources = [...targets].map((letter, axis) => (attended.includes(axis) ? fresh.shift() : letter)).join('');
  const at = (text: string, axes: readonly number[]) => axes.map((axis) => text.charAt(axis)).join('');
  const others = [...targets].flatMap((_, axis) => (axis === rank - 1 || attended.includes(axis) ? [] : [axis]));
  const scores = at(targets, others) + at(targets, attended) + at(sources, attended);
  return { products: `${sources},${targets}->${scores}`, combined: `${scores},${sources}->${targets}` };
}

/**
 * Multi-head attention, as a transformer has it: each head takes from the values what its query finds in their keys.
 *
 * @param numHeads - how many heads attend.
 * @param keyDim - the length of a head's queries and keys.
 * @param options - see `MultiHeadAttentionConfig`; those of a call are `attentionMask`, `useCausalMask`, `returnAttentionScores` and `mask`.
 * @throws {ArgumentError} for what is no positive integer, and axes that cannot be attended.
 * @throws {ShapeError} when it is called, for a value and a key of different lengths.
 * @example
 * const x = input({ shape: [10, 16] });
 * layers.multiHeadAttention(2, 8)([x, x], { useCausalMask: true }).shape // => [null, 10, 16]
 * @see https://keras.io/api/layers/attention_layers/multi_head_attention/
 */
export function multiHeadAttention(
  numHeads: number,
  keyDim: number,
  options: Omit<Given<MultiHeadAttentionConfig, 'numHeads' | 'keyDim'>, 'numHeads' | 'keyDim'> = {},
): MultiHeadAttention {
  return new MultiHeadAttention({ numHeads, keyDim, ...options });
}
