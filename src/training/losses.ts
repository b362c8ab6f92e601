import { constant, shapeOf, type Tensor } from '../graph/index.ts';
import type { Loss, LossIdentifier } from '../losses/index.ts';
import { Mean } from '../metrics/mean.ts';
import { add, multiply } from '../ops/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import type { Finders } from './finders.ts';

/** A loss for every output, one for each (listed or by name), null for outputs without. */
export type LossSpec =
  | LossIdentifier
  | readonly (LossIdentifier | null)[]
  | { readonly [output: string]: LossIdentifier | null };

/** Weights of the outputs' losses, listed or by name. */
export type LossWeights = readonly number[] | { readonly [output: string]: number };

/** The losses of a compiled model, one for each output. */
export class CompiledLosses {
  readonly #losses: readonly (Loss | null)[];
  readonly #weights: readonly (number | null)[];
  readonly #names: readonly string[];
  /** Means of the outputs' own losses, where there are several outputs. */
  readonly means: readonly { readonly name: string; readonly mean: Mean }[];

  /**
   * @param lossOf - finds the loss of an identifier.
   * @param yTrue - labels, one for each output.
   * @param yPred - predictions, one for each output.
   */
  constructor(
    lossOf: Finders['lossOf'],
    spec: LossSpec,
    weights: LossWeights | null,
    names: readonly string[],
    yTrue: readonly Tensor[],
    yPred: readonly Tensor[],
  ) {
    const given = perOutput<LossIdentifier>('compile: loss', spec, names, isPlainRecord);
    this.#losses = given.map((identifier, i) => {
      const labels = yTrue[i] ?? internal('labels are missing');
      const predictions = yPred[i] ?? internal('predictions are missing');
      return identifier === null ? null : lossOf(identifier, shapeOf(labels.dims), shapeOf(predictions.dims));
    });
    this.#weights =
      weights === null
        ? names.map(() => null)
        : perOutput<number>('compile: lossWeights', weights, names, isPlainRecord);
    this.#names = names;
    this.means =
      names.length < 2
        ? []
        : names.flatMap((name, i) => (this.#losses[i] ? [{ name: `${name}_loss`, mean: new Mean() }] : []));
  }

  /** The loss of each output, to check labels with; null for outputs without. */
  get losses(): readonly (Loss | null)[] {
    return this.#losses;
  }

  /** The loss of a batch, the outputs' losses weighed and added up; updates their means. */
  total(
    yTrue: readonly Tensor[],
    yPred: readonly Tensor[],
    weights: readonly (Tensor | null)[],
    batch: Tensor,
  ): Tensor {
    let total: Tensor | null = null;
    for (const [i, loss] of this.#losses.entries()) {
      if (loss === null) continue;
      const labels = yTrue[i] ?? internal('labels are missing');
      const value = loss.apply(labels, yPred[i] ?? internal('predictions are missing'), weights[i] ?? null);
      this.means.find(({ name }) => name === `${this.#names[i]}_loss`)?.mean.updateState(value, batch);
      const weight = this.#weights[i] ?? null;
      const weighed = weight === null ? value : multiply(value, weight);
      total = total === null ? weighed : add(total, weighed);
    }
    return total ?? constant(0);
  }
}

/** One entry for each output, of what was given for all, as a list, or by name. */
export function perOutput<T>(
  where: string,
  given: unknown,
  names: readonly string[],
  isByName: (given: unknown) => given is Readonly<Record<string, unknown>>,
): readonly (T | null)[] {
  if (Array.isArray(given)) {
    if (given.length !== names.length)
      throw new ArgumentError(where, {
        expected: `one entry for each of the ${names.length} outputs (${names.join(', ')})`,
        received: `${given.length}`,
      });
    return given;
  }
  if (!isByName(given)) return names.map(() => given as T); // one for all
  const byName = given as Readonly<Record<string, T | null>>;
  const unknown = Object.keys(byName).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ArgumentError(where, {
      expected: `names of outputs (${names.join(', ')})`,
      received: `'${unknown}'`,
      mend: didYouMean(unknown, names),
    });
  return names.map((name) => byName[name] ?? null);
}

/** Whether a value is a plain record. */
export function isPlainRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
