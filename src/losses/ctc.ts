import type { Shape, Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { checkLabels, type Labels } from './labels.ts';
import { Loss, type LossConfig } from './loss.ts';

/**
 * Connectionist temporal classification: how unlikely a sequence of labels is, over all ways of spelling it out in more steps
 * than it has labels.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#ctc-class
 */
export class CTC extends Loss {
  static override readonly className = 'CTC';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.ctc(yTrue, yPred);
  }

  /** Every label must be the number of a class, or 0 behind the last. */
  override checkTargets(where: string, labels: Labels, predicted: Shape): void {
    const classes = predicted.at(-1);
    if (typeof classes !== 'number') return;
    checkLabels(where, labels, null, {
      accepts: (label) => Number.isInteger(label) && label >= 0 && label < classes,
      expected: `class numbers from 1 to ${classes - 1}, and 0 behind the last label of a sequence`,
      mend: () => `The model's output has ${classes} classes, of which class 0 is the blank.`,
    });
  }
}

/**
 * Connectionist temporal classification: for speech and handwriting, where it is not known at which step a label stands.
 *
 * Labels, class numbers from 1 on, filled up with 0: `[batch, labels]`; logits, class 0 being the blank: `[batch, steps,
 * classes]`, the number of steps known.
 *
 * @param options - `name`, `reduction`.
 * @example
 * (await losses.ctc().apply([[1]], [[[0, 0], [0, 0]]]).item()).toFixed(4) // => '0.2877'
 * @see https://keras.io/api/losses/probabilistic_losses/#ctc-class
 */
export function ctc(options: Partial<LossConfig> = {}): CTC {
  return new CTC(options);
}
