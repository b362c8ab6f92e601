import type { ArrayData } from '../utils/arrays.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';

/** One guess of a classifier. */
export interface Guess {
  readonly label: string;
  /** Which class it is, from 0. */
  readonly index: number;
  readonly score: number;
}

/** How `decodePredictions` reads predictions. */
export interface DecodingOptions {
  /** What each class is called, in the order of the classes. */
  readonly labels: readonly string[];
  /** How many guesses for each picture. Default `5`. */
  readonly top?: number;
}

/**
 * The likeliest classes of each picture, best first. The labels are yours to give: of ImageNet's, which Keras downloads, a copy
 * is `Object.values(index).map(([, label]) => label)` with `index` read from Keras's `imagenet_class_index.json`.
 *
 * @param predictions - what `predict` gave: `[pictures, classes]`.
 * @param options - `labels`, and `top` (default `5`).
 * @throws {ShapeError} for predictions of another shape.
 * @throws {ArgumentError} when there are more or fewer labels than classes.
 * @example
 * const predictions = { data: new Float32Array([0.1, 0.7, 0.2]), shape: [1, 3] };
 * const [guesses] = applications.decodePredictions(predictions, { labels: ['cat', 'dog', 'owl'], top: 2 });
 * guesses.map(({ label }) => label) // => ['dog', 'owl']
 * @see https://keras.io/api/applications/
 */
export function decodePredictions(
  { data, shape }: ArrayData,
  { labels, top = 5 }: DecodingOptions,
): readonly (readonly Guess[])[] {
  const [pictures = 0, classes = 0] = shape;
  if (shape.length !== 2)
    throw new ShapeError('decodePredictions', {
      expected: 'predictions [pictures, classes]',
      received: `[${shape.join(', ')}]`,
    });
  if (labels.length !== classes)
    throw new ArgumentError('decodePredictions: labels', {
      expected: `one for each of ${classes} classes`,
      received: `${labels.length}`,
    });
  return Array.from({ length: pictures }, (_, picture) =>
    labels
      .map((label, index) => ({ label, index, score: Number(data[picture * classes + index]) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, top),
  );
}
