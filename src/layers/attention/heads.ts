import type { Constraint } from '../../constraints/index.ts';
import { type Shape, setMask, shown, Tensor } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { cast, expandDims, multiply } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { ArgumentError, internal, ShapeError } from '../../utils/errors.ts';
import { Softmax } from '../activations/softmax.ts';
import { numberBetween, positiveInteger } from '../checks.ts';
import { EinsumDense, type EinsumDenseConfig } from '../core/einsum-dense.ts';
import { Layer } from '../layer.ts';
import { masksOf } from '../merging/merge.ts';
import type { CallOptions, LayerConfig } from '../options.ts';
import { Dropout } from '../regularization/dropout.ts';
import { both, causalMask, ofSources, ofTargets, windowMask } from './masks.ts';

/** Options that layers of several heads share. */
export interface HeadsConfig extends LayerConfig {
  /** The part of the shares that is dropped in training. Default 0. */
  dropout: number;
  /** Whether the projections have biases. Default `true`. */
  useBias: boolean;
  /** Whether what is taken is multiplied by a sigmoid of the query, element by element, before the last projection. Default `false`. */
  useGate: boolean;
  /** A target takes from sources less than so many places away alone. Default `null`: from all. */
  slidingWindow: number | null;
  /** Default `'glorotUniform'`. */
  kernelInitializer: Initializer;
  /** Default `'zeros'`. */
  biasInitializer: Initializer;
  /** Default `null`. */
  kernelRegularizer: Regularizer | null;
  /** Default `null`. */
  biasRegularizer: Regularizer | null;
  /** Default `null`. */
  kernelConstraint: Constraint | null;
  /** Default `null`. */
  biasConstraint: Constraint | null;
  /** A whole number: the same draws in every run. Default `null`. */
  seed: number | null;
}

/** The defaults of these. */
export const headsDefaults = {
  dropout: 0,
  useBias: true,
  useGate: false,
  slidingWindow: null,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
  seed: null,
} as const;

/** Options of a call of attention with several heads. `mask` is a list: of the query, the value and, if there is one, the key. */
export interface HeadsCallOptions extends CallOptions {
  /** Booleans `[batch, targets, sources]`, or with axes for heads after the batch: where false, nothing is taken. Default: all are true. */
  readonly attentionMask?: Tensor | null | undefined;
  /** Whether a target takes from the sources up to its own place alone. Default `false`. */
  readonly useCausalMask?: boolean | undefined;
}

/** Query, key and value of all heads. */
export interface Heads {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
}

/** The layers that project. */
export interface Projections {
  readonly query: EinsumDense | null;
  readonly key: EinsumDense | null;
  readonly value: EinsumDense | null;
  readonly gate: EinsumDense | null;
  readonly output: EinsumDense | null;
}

/** What targets take, and from which sources; null for shares that nobody asked for. */
export interface Taken {
  readonly output: Tensor;
  readonly scores: Tensor | null;
}

/** Base of the layers that project query, key and value to several heads, which attend each for itself. */
export abstract class HeadedAttention<Config extends HeadsConfig, Needed extends keyof Config> extends Layer<
  Config,
  Needed,
  readonly Tensor[],
  Tensor,
  HeadsCallOptions
> {
  static readonly callInputs: readonly string[] = ['query', 'value', 'key'];
  static readonly callOptions: readonly string[] = ['attention_mask', 'use_causal_mask', 'return_attention_scores'];
  // Files have the layers under the names of the properties that hold them.
  _softmax: Softmax | null = null;
  _dropoutLayer: Dropout | null = null;

  /** The projections, once they are built. */
  protected abstract get projections(): Projections;

  /** What each head takes. */
  protected abstract attend(heads: Heads, allowed: Tensor | null, withScores: boolean): Taken;

  /** The axes along which it attends. */
  protected abstract get attendedAxes(): readonly number[];

  protected checkHeads(): void {
    const { dropout, slidingWindow } = this.config;
    numberBetween(`${this.label}: dropout`, dropout, 0, 1);
    if (slidingWindow !== null) positiveInteger(`${this.label}: slidingWindow`, slidingWindow);
  }

  protected override check(inputs: readonly Tensor[]): void {
    const [query, value, key = value] = Array.isArray(inputs) ? inputs : [];
    if (!(query instanceof Tensor) || !(value instanceof Tensor) || !(key instanceof Tensor) || inputs.length > 3)
      throw new ArgumentError(this.label, {
        expected: '[query, value] or [query, value, key]',
        received: Array.isArray(inputs) ? `a list of ${inputs.length}` : 'one tensor',
        mend: 'To attend to itself, give a sequence twice: layer([x, x]).',
      });
    const inner = (tensor: Tensor) => tensor.shape.slice(1, -1).join();
    if ([query, value, key].every(({ rank }) => rank >= 3) && inner(value) === inner(key)) return;
    throw new ShapeError(this.label, {
      expected: 'sequences [batch, steps, features], as many steps in the value as in the key',
      received: [query, value, key].map(shown).join(' and '),
    });
  }

  /** A projection, with what all of them share. */
  protected projection(
    name: string,
    equation: string,
    outputShape: EinsumDenseConfig['outputShape'],
    biasAxes: string,
    activation: 'sigmoid' | null = null,
  ): EinsumDense {
    const { useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer } = this.config;
    const { kernelConstraint, biasConstraint, activityRegularizer } = this.config;
    return new EinsumDense({
      name,
      equation,
      outputShape,
      biasAxes: useBias ? biasAxes : null,
      activation,
      kernelInitializer,
      biasInitializer,
      kernelRegularizer,
      biasRegularizer,
      kernelConstraint,
      biasConstraint,
      activityRegularizer,
    });
  }

  /** Makes the weights of a projection, which are named after both layers. */
  protected buildPart(part: EinsumDense | null, inputShape: Shape): void {
    part?.buildOnce(inputShape);
    for (const weight of part?.weights ?? []) weight.path = `${this.name}/${weight.path}`;
  }

  /** The layers between the projections. */
  protected buildShares(axes: readonly number[]): void {
    const { dropout, seed } = this.config;
    this._softmax = new Softmax({ axis: axes });
    this._dropoutLayer = new Dropout({ rate: dropout, seed });
  }

  protected override call(
    inputs: readonly Tensor[],
    options: HeadsCallOptions & { readonly returnAttentionScores?: boolean },
  ): Tensor {
    const [query, value, key = value] = inputs;
    if (query === undefined || value === undefined || key === undefined) return internal('inputs are missing');
    const masks = masksOf(inputs, options.mask);
    const { projections } = this;
    const heads = {
      query: built(projections.query)(query),
      key: built(projections.key)(key),
      value: built(projections.value)(value),
    };
    const allowed = this.#allowed(query, value, masks, options);
    const { output, scores } = this.attend(heads, allowed, options.returnAttentionScores === true);
    const gated = projections.gate === null ? output : multiply(output, projections.gate(query));
    const projected = built(projections.output)(gated);
    const [targets = null] = masks;
    if (targets !== null) setMask(projected, targets);
    // Typed by the signature of the class for calls with this option.
    return options.returnAttentionScores ? ([projected, scores] as never) : projected;
  }

  /** The projections have the penalty. */
  protected override get isPenalized(): boolean {
    return false;
  }

  /** The output's mask is set above; the scores have none. */
  protected override computeMask(): null {
    return null;
  }

  /** Shares from scores: along the axes of the sources they sum to 1. */
  protected sharesOf(scores: Tensor, allowed: Tensor | null): Tensor {
    return built(this._softmax)(scores, { mask: allowed === null ? null : this.widened(allowed, scores.rank) });
  }

  protected dropped(shares: Tensor): Tensor {
    return this.config.dropout > 0 ? built(this._dropoutLayer)(shares) : shares;
  }

  /** A mask of targets and sources with axes of length 1 for what lies between them and the batch. */
  protected widened(mask: Tensor, rank: number): Tensor {
    let wide = cast(mask, 'bool');
    while (wide.rank < rank) wide = expandDims(wide, -2 * this.attendedAxes.length - 1);
    return wide;
  }

  #allowed(
    query: Tensor,
    value: Tensor,
    [targets = null, sources = null, keys = null]: readonly (Tensor | null)[],
    { attentionMask = null, useCausalMask = false }: HeadsCallOptions,
  ): Tensor | null {
    const { slidingWindow } = this.config;
    return [
      targets === null ? null : ofTargets(targets),
      sources === null ? null : ofSources(sources),
      keys === null ? null : ofSources(keys),
      useCausalMask ? causalMask(query, value) : null,
      slidingWindow === null ? null : windowMask(query, value, slidingWindow),
      attentionMask === null ? null : cast(attentionMask, 'bool'),
    ].reduce(both);
  }
}

/** A layer that build has made. */
function built<T>(layer: T | null): T {
  return layer ?? internal('a layer was not built');
}
