import { settled } from '../losses/settings.ts';
import { Callback, type Logs } from '../training/index.ts';
import { LayerwiseError } from '../utils/errors.ts';
import { boolean } from './checks.ts';
import { print } from './print.ts';

/** Options of stopping at a loss that is no number. */
export interface TerminateOnNaNConfig {
  /** Whether `fit` throws, rather than stops. Default `false`. */
  raiseError: boolean;
}

/**
 * Stops training when the loss is no finite number.
 *
 * @see https://keras.io/api/callbacks/terminate_on_nan/
 */
export class TerminateOnNaN extends Callback {
  /** All options, complete. */
  readonly config: Readonly<TerminateOnNaNConfig>;

  constructor(given: Partial<TerminateOnNaNConfig> = {}) {
    super();
    this.config = settled<TerminateOnNaNConfig>('TerminateOnNaN', { raiseError: false }, given);
    boolean('TerminateOnNaN: raiseError', this.config.raiseError);
  }

  /** @throws {LayerwiseError} with `raiseError`, when the loss is not finite. */
  override onTrainBatchEnd(batch: number, { loss }: Logs): void {
    if (loss === undefined || Number.isFinite(loss)) return;
    if (this.config.raiseError)
      throw new LayerwiseError('fit', {
        expected: 'a loss that is a finite number',
        received: `${loss} at batch ${batch}`,
        mend: 'A smaller learning rate or clipnorm may help; labels outside their range and log(0) are other causes.',
      });
    print(`Batch ${batch}: Invalid loss, terminating training`);
    this.model.stopTraining = true;
  }
}

/**
 * Stops training when the loss is no finite number.
 *
 * @param options - `raiseError`: whether `fit` throws, rather than stops (default `false`).
 * @throws {ArgumentError} for an unknown option.
 * @example
 * callbacks.terminateOnNaN().config.raiseError // => false
 * @see https://keras.io/api/callbacks/terminate_on_nan/
 */
export function terminateOnNaN(options: Partial<TerminateOnNaNConfig> = {}): TerminateOnNaN {
  return new TerminateOnNaN(options);
}
