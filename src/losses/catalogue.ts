import type { Shape } from '../graph/index.ts';
import { Catalogue } from '../utils/catalogue.ts';
import type { Json } from '../utils/json.ts';
import type { Spelling } from '../utils/names.ts';
import { Circle, circle } from './circle.ts';
import { CosineSimilarity, cosineSimilarity } from './cosine-similarity.ts';
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  CategoricalCrossentropy,
  categoricalCrossentropy,
  SparseCategoricalCrossentropy,
  sparseCategoricalCrossentropy,
} from './crossentropy.ts';
import { CTC, ctc } from './ctc.ts';
import {
  BinaryFocalCrossentropy,
  binaryFocalCrossentropy,
  CategoricalFocalCrossentropy,
  categoricalFocalCrossentropy,
} from './focal.ts';
import { type LossFunction, LossFunctionWrapper } from './function-wrapper.ts';
import { CategoricalGeneralizedCrossEntropy, categoricalGeneralizedCrossEntropy } from './generalized-crossentropy.ts';
import { CategoricalHinge, categoricalHinge, Hinge, hinge, SquaredHinge, squaredHinge } from './hinge.ts';
import { Huber, huber } from './huber.ts';
import { crossentropyKind, functionName, kerasSpelling, withoutDtype } from './identifiers.ts';
import { Loss } from './loss.ts';
import { Dice, dice, Tversky, tversky } from './overlap.ts';
import { KLDivergence, klDivergence, Poisson, poisson } from './probabilistic.ts';
import {
  LogCosh,
  logCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from './regression.ts';

interface LossClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): Loss;
}

const named = {
  binaryCrossentropy: BinaryCrossentropy,
  binaryFocalCrossentropy: BinaryFocalCrossentropy,
  categoricalCrossentropy: CategoricalCrossentropy,
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
  meanAbsoluteError: MeanAbsoluteError,
  meanAbsolutePercentageError: MeanAbsolutePercentageError,
  meanSquaredError: MeanSquaredError,
  meanSquaredLogarithmicError: MeanSquaredLogarithmicError,
  poisson: Poisson,
  sparseCategoricalCrossentropy: SparseCategoricalCrossentropy,
  squaredHinge: SquaredHinge,
  tversky: Tversky,
} satisfies Readonly<Record<string, LossClass>>;

const short = {
  bce: BinaryCrossentropy,
  BCE: BinaryCrossentropy,
  kld: KLDivergence,
  KLD: KLDivergence,
  mae: MeanAbsoluteError,
  MAE: MeanAbsoluteError,
  mape: MeanAbsolutePercentageError,
  MAPE: MeanAbsolutePercentageError,
  mse: MeanSquaredError,
  MSE: MeanSquaredError,
  msle: MeanSquaredLogarithmicError,
  MSLE: MeanSquaredLogarithmicError,
} satisfies Readonly<Record<string, LossClass>>;

/** `losses.meanSquaredError` without the call is taken as with it: in Keras that name is the function. */
const factories: ReadonlyMap<unknown, LossClass> = new Map<unknown, LossClass>([
  [binaryCrossentropy, BinaryCrossentropy],
  [binaryFocalCrossentropy, BinaryFocalCrossentropy],
  [categoricalCrossentropy, CategoricalCrossentropy],
  [categoricalFocalCrossentropy, CategoricalFocalCrossentropy],
  [categoricalGeneralizedCrossEntropy, CategoricalGeneralizedCrossEntropy],
  [categoricalHinge, CategoricalHinge],
  [circle, Circle],
  [cosineSimilarity, CosineSimilarity],
  [ctc, CTC],
  [dice, Dice],
  [hinge, Hinge],
  [huber, Huber],
  [klDivergence, KLDivergence],
  [logCosh, LogCosh],
  [meanAbsoluteError, MeanAbsoluteError],
  [meanAbsolutePercentageError, MeanAbsolutePercentageError],
  [meanSquaredError, MeanSquaredError],
  [meanSquaredLogarithmicError, MeanSquaredLogarithmicError],
  [poisson, Poisson],
  [sparseCategoricalCrossentropy, SparseCategoricalCrossentropy],
  [squaredHinge, SquaredHinge],
  [tversky, Tversky],
]);

/** Which crossentropy is meant is decided by the shapes of labels and predictions. */
const byShape = ['crossentropy', 'ce'] as const;

const catalogue = new Catalogue<LossClass>('loss', {
  ...named,
  ...short,
  // Never looked up: known to `did you mean`.
  crossentropy: CategoricalCrossentropy,
  ce: CategoricalCrossentropy,
});

/** The losses there are, by name in our spelling. */
export const lossNames: readonly string[] = Object.keys(named);

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
  if (identifier instanceof Loss) return identifier;
  if (typeof identifier === 'function') return ofFunction(identifier);
  if (typeof identifier !== 'string') {
    const inner = functionName(identifier);
    if (inner !== null) return lossOf(inner, yTrue, yPred);
    const { made, options } = catalogue.find(identifier);
    const { reduction, ...others } = withoutDtype(options);
    const read = reduction === undefined ? others : { ...others, reduction: reduction ?? 'none' }; // Keras's None
    return new made(read as never); // the constructor checks what a file says
  }
  if (byShape.some((name) => name === identifier.toLowerCase()))
    return new crossentropies[crossentropyKind(yTrue, yPred)]({ name: identifier });
  const { made } = catalogue.find(identifier);
  // Keras keeps a class's own name, and gives any other the name it was asked for by.
  return identifier === made.className ? new made({} as never) : new made({ name: kerasSpelling(identifier) } as never);
}

/** A loss as Keras saves it: class and options. */
export function serializeLoss(loss: Loss): Json {
  return {
    module: 'keras.losses',
    class_name: loss.className,
    config: loss.getConfig(),
    registered_name: loss instanceof LossFunctionWrapper ? 'LossFunctionWrapper' : null,
  };
}

const crossentropies = {
  binary: BinaryCrossentropy,
  sparse: SparseCategoricalCrossentropy,
  categorical: CategoricalCrossentropy,
} as const;

function ofFunction(given: (() => Loss) | LossFunction): Loss {
  const made = factories.get(given);
  if (made !== undefined) return new made({} as never); // without options every class has its defaults
  return new LossFunctionWrapper(given as LossFunction); // no factory of ours: a function of labels and predictions
}
