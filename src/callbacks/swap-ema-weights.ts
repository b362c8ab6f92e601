import { tensor, type Variable } from '../graph/index.ts';
import { settled } from '../losses/settings.ts';
import { Callback } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { boolean } from './checks.ts';

/** Options of swapping weights and averages. */
export interface SwapEMAWeightsConfig {
  /** Whether they are swapped at the end of each epoch too, for what callbacks after this one save. Default `false`. */
  swapOnEpoch: boolean;
}

/**
 * Puts the moving averages of the weights into the model while it is evaluated or asked to predict, and the weights back
 * afterwards. The optimizer must keep averages: `useEma: true`.
 *
 * @see https://keras.io/api/callbacks/swap_ema_weights/
 */
export class SwapEMAWeights extends Callback {
  /** All options, complete. */
  readonly config: Readonly<SwapEMAWeightsConfig>;
  #isSwapped = false;

  constructor(given: Partial<SwapEMAWeightsConfig> = {}) {
    super();
    this.config = settled<SwapEMAWeightsConfig>('SwapEMAWeights', { swapOnEpoch: false }, given);
    boolean('SwapEMAWeights: swapOnEpoch', this.config.swapOnEpoch);
  }

  override getState(): Json {
    return this.#isSwapped;
  }

  override setState(state: Json): void {
    this.#isSwapped = state === true;
  }

  override async onEpochBegin(): Promise<void> {
    if (this.config.swapOnEpoch) await this.#bring(false);
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    if (!this.config.swapOnEpoch) return;
    await this.#bring(true);
    // When training ends the weights take their averages, so these must be there again.
    const isLast = epoch === this.run.epochs - 1 || this.model.stopTraining;
    if (isLast) for (const [weight, average] of this.#averages()) average.assign(await copyOf(weight));
  }

  override async onTestBegin(): Promise<void> {
    await this.#bring(true);
  }

  override async onTestEnd(): Promise<void> {
    await this.#bring(false);
  }

  override async onPredictBegin(): Promise<void> {
    await this.#bring(true);
  }

  override async onPredictEnd(): Promise<void> {
    await this.#bring(false);
  }

  /** Brings the averages into the model, or the weights back. */
  async #bring(averages: boolean): Promise<void> {
    if (this.#isSwapped === averages) return;
    const pairs = this.#averages();
    const values = await Promise.all(pairs.map((pair) => Promise.all(pair.map(copyOf))));
    for (const [i, [weight, average]] of pairs.entries()) {
      const [own, other] = values[i] ?? [];
      if (own === undefined || other === undefined) continue;
      weight.assign(other);
      average.assign(own);
    }
    this.#isSwapped = averages;
  }

  #averages(): readonly (readonly [Variable, Variable])[] {
    const { optimizer } = this.model;
    const pairs = [...optimizer.averages];
    if (pairs.length > 0) return pairs;
    throw new ArgumentError('SwapEMAWeights', {
      expected: 'an optimizer that keeps averages, of a model that was trained',
      received: `${optimizer.className} with useEma: ${String(optimizer.config.useEma)}`,
      mend: 'Compile the model with one: optimizers.adam({ useEma: true }).',
    });
  }
}

async function copyOf(variable: Variable): Promise<ReturnType<typeof tensor>> {
  return tensor(await variable.evaluated());
}

/**
 * Evaluates and predicts with the moving averages of the weights.
 *
 * @param options - `swapOnEpoch`: whether they are swapped at the end of each epoch too (default `false`).
 * @throws {ArgumentError} for an unknown option.
 * @example
 * callbacks.swapEMAWeights({ swapOnEpoch: true }).config.swapOnEpoch // => true
 * @see https://keras.io/api/callbacks/swap_ema_weights/
 */
export function swapEMAWeights(options: Partial<SwapEMAWeightsConfig> = {}): SwapEMAWeights {
  return new SwapEMAWeights(options);
}
