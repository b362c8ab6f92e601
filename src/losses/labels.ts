import type { Shape } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';

/** Labels of a data set, row-major. */
export type Labels = ArrayLike<number | bigint>;

/** What a check of labels says about the first one that is wrong. */
export interface LabelRule {
  readonly accepts: (label: number) => boolean;
  readonly expected: string;
  readonly mend: (label: number) => string;
}

/**
 * Complains about the first label that a rule does not accept, saying where it stands.
 *
 * @param where - what the labels are called in the message.
 * @param tail - the shape of one sample's labels, to tell the place with; null where it is not known.
 */
export function checkLabels(where: string, labels: Labels, tail: Shape | null, rule: LabelRule): void {
  for (let i = 0; i < labels.length; i++) {
    const label = Number(labels[i]);
    if (rule.accepts(label)) continue;
    throw new ArgumentError(where, {
      expected: rule.expected,
      received: `${label} at ${placeOf(i, tail)}`,
      mend: rule.mend(label),
    });
  }
}

/** `[12]`, or `[12, 3]` for the fourth label of the thirteenth sample. */
function placeOf(flat: number, tail: Shape | null): string {
  if (tail === null || tail.some((length) => length === null)) return `position ${flat} of all labels`;
  const places: number[] = [];
  let rest = flat;
  for (const length of tail.filter((axis) => axis !== 1).reverse()) {
    places.unshift(rest % (length ?? 1));
    rest = Math.floor(rest / (length ?? 1));
  }
  return `[${[rest, ...places].join(', ')}]`;
}

/** Labels must be numbers of classes: whole, from 0 on, or the one that is ignored. */
export function checkClassNumbers(
  where: string,
  labels: Labels,
  predicted: Shape,
  axis = -1,
  ignored: number | null = null,
): void {
  const along = axis < 0 ? axis + predicted.length : axis;
  const classes = predicted[along];
  if (typeof classes !== 'number') return;
  const width = classes === 1 ? 'With one output for yes or no, use binaryCrossentropy. ' : '';
  checkLabels(where, labels, predicted.slice(1, along).concat(predicted.slice(along + 1)), {
    accepts: (label) => (Number.isInteger(label) && label >= 0 && label < classes) || label === ignored,
    expected: `class numbers from 0 to ${classes - 1}, since the model's output has ${classes === 1 ? 'one class' : `${classes} classes`}`,
    mend: (label) =>
      Number.isNaN(label)
        ? 'A label is missing there.'
        : Number.isInteger(label)
          ? `${width}Make the output layer as wide as there are classes${label < 0 ? ', or set ignoreClass to leave labels out' : ', counting from 0'}.`
          : 'For labels that are probabilities or one-hot rows, use categoricalCrossentropy.',
  });
}

/** Labels must be probabilities. */
export function checkProbabilities(where: string, labels: Labels, predicted: Shape, mend: string): void {
  checkLabels(where, labels, predicted.slice(1), {
    accepts: (label) => label >= 0 && label <= 1,
    expected: 'labels from 0 to 1',
    mend: (label) => (Number.isNaN(label) ? 'A label is missing there.' : mend),
  });
}
