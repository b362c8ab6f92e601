import { settled } from '../losses/settings.ts';
import { Callback } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';

const moments = [
  'onEpochBegin',
  'onEpochEnd',
  'onPredictBatchBegin',
  'onPredictBatchEnd',
  'onPredictBegin',
  'onPredictEnd',
  'onTestBatchBegin',
  'onTestBatchEnd',
  'onTestBegin',
  'onTestEnd',
  'onTrainBatchBegin',
  'onTrainBatchEnd',
  'onTrainBegin',
  'onTrainEnd',
] as const;

/** A function for each moment that matters, named as the methods of a callback. */
export type LambdaCallbackFunctions = Partial<Pick<Callback, (typeof moments)[number]>>;

/**
 * A callback made of functions. Each may be asynchronous; training waits.
 *
 * @see https://keras.io/api/callbacks/lambda_callback/
 */
export class LambdaCallback extends Callback {
  constructor(functions: LambdaCallbackFunctions) {
    super();
    const none = Object.fromEntries(moments.map((moment) => [moment, undefined]));
    const chosen = settled('LambdaCallback', none as LambdaCallbackFunctions, functions);
    for (const [moment, chosenOne] of Object.entries(chosen)) {
      if (chosenOne === undefined || chosenOne === null) continue;
      if (typeof chosenOne !== 'function')
        throw new ArgumentError(`LambdaCallback: ${moment}`, { expected: 'a function', received: typeof chosenOne });
      Object.assign(this, { [moment]: chosenOne });
    }
  }
}

/**
 * A callback made of functions.
 *
 * @param functions - for each moment that matters: `onEpochEnd(epoch, logs)`, `onTrainBatchEnd(batch, logs)`, `onTrainBegin(logs)`, …
 * @throws {ArgumentError} for an unknown moment, and for what is no function.
 * @example
 * const losses = [];
 * const noted = callbacks.lambdaCallback({ onEpochEnd: (_epoch, { loss }) => void losses.push(loss) });
 * await noted.onEpochEnd(0, { loss: 0.5 });
 * losses // => [0.5]
 * @see https://keras.io/api/callbacks/lambda_callback/
 */
export function lambdaCallback(functions: LambdaCallbackFunctions): LambdaCallback {
  return new LambdaCallback(functions);
}
