import type { Shape } from '../graph/index.ts';
import { Catalogue } from '../utils/catalogue.ts';
import type { Json } from '../utils/json.ts';
import type { Spelling } from '../utils/names.ts';
import { Circle } from './circle.ts';
import { CosineSimilarity } from './cosine-similarity.ts';
import { CategoricalCrossentropy } from './crossentropy.ts';
import { CTC } from './ctc.ts';
import { BinaryFocalCrossentropy, CategoricalFocalCrossentropy } from './focal.ts';
import type { LossFunction } from './function-wrapper.ts';
import { CategoricalGeneralizedCrossEntropy } from './generalized-crossentropy.ts';
import { CategoricalHinge, Hinge, SquaredHinge } from './hinge.ts';
import { Huber } from './huber.ts';
import { functionName, withoutDtype } from './identifiers.ts';
import type { Loss } from './loss.ts';
import { Dice, Tversky } from './overlap.ts';
import { KLDivergence, Poisson } from './probabilistic.ts';
import { LogCosh, MeanAbsolutePercentageError, MeanSquaredLogarithmicError } from './regression.ts';
import { type byShape, type LossClass, lossByName, usual, usualLossOf, usualShort } from './usual.ts';

const named = {
  ...usual,
  binaryFocalCrossentropy: BinaryFocalCrossentropy,
  categoricalFocalCrossentropy: CategoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy: CategoricalGeneralizedCrossEntropy,
  categoricalHinge: CategoricalHinge,
  circle: Circle,
  cosineSimilarity: CosineSimilarity,
  ctc: CTC,
  dice: Dice,
  hinge: Hinge,
  huber: Huber,
  klDivergence: KLDivergence,
  logCosh: LogCosh,
  meanAbsolutePercentageError: MeanAbsolutePercentageError,
  meanSquaredLogarithmicError: MeanSquaredLogarithmicError,
  poisson: Poisson,
  squaredHinge: SquaredHinge,
  tversky: Tversky,
} satisfies Readonly<Record<string, LossClass>>;

const short = {
  ...usualShort,
  kld: KLDivergence,
  KLD: KLDivergence,
  mape: MeanAbsolutePercentageError,
  MAPE: MeanAbsolutePercentageError,
  msle: MeanSquaredLogarithmicError,
  MSLE: MeanSquaredLogarithmicError,
} satisfies Readonly<Record<string, LossClass>>;

const catalogue = new Catalogue<LossClass>('loss', {
  ...named,
  ...short,
  // Never looked up: known to `did you mean`.
  crossentropy: CategoricalCrossentropy,
  ce: CategoricalCrossentropy,
});

/** The losses there are, by name in our spelling. */
export const lossNames: readonly string[] = Object.keys(named).sort();

/** A loss by name: in our spelling or Keras's, its class, or a short form such as `'mse'`; `'crossentropy'` goes by shape. */
export type LossName =
  | Spelling<keyof typeof named>
  | (typeof named)[keyof typeof named]['className']
  | keyof typeof short
  | (typeof byShape)[number];

/** A loss by name, a loss, a factory of losses, or a function of labels and predictions. */
export type LossIdentifier = LossName | Loss | (() => Loss) | LossFunction;

/**
 * The loss that an identifier stands for.
 *
 * @param identifier - a name, a loss, a factory, a function, or a saved description `{ class_name, config }`.
 * @param yTrue - the shape of the labels; it and the next decide which crossentropy `'crossentropy'` is.
 * @param yPred - the shape of the predictions.
 * @throws {ArgumentError} for an unknown name.
 * @example
 * lossOf('mse', [null, 1], [null, 1]).className // => 'MeanSquaredError'
 * @see https://keras.io/api/models/model_training_apis/#compile-method
 */
export function lossOf(identifier: LossIdentifier | Json, yTrue: Shape, yPred: Shape): Loss {
  const known = usualLossOf(identifier, yTrue, yPred);
  if (known !== null) return known;
  if (typeof identifier === 'string') return lossByName(identifier, catalogue.find(identifier).made);
  const inner = functionName(identifier as Json); // losses and functions are known
  if (inner !== null) return lossOf(inner, yTrue, yPred);
  const { made, options } = catalogue.find(identifier);
  const { reduction, ...others } = withoutDtype(options);
  const read = reduction === undefined ? others : { ...others, reduction: reduction ?? 'none' }; // Keras's None
  return new made(read as never); // the constructor checks what a file says
}
