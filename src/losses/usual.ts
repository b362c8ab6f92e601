import type { Shape } from '../graph/index.ts';
import { Catalogue } from '../utils/catalogue.ts';
import type { Json } from '../utils/json.ts';
import type { LossIdentifier } from './catalogue.ts';
import { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy.ts';
import { type LossFunction, LossFunctionWrapper } from './function-wrapper.ts';
import { crossentropyKind, kerasSpelling, madeBy } from './identifiers.ts';
import { Loss } from './loss.ts';
import { MeanAbsoluteError, MeanSquaredError } from './regression.ts';

// Names keep what they name in a page, so the losses that most models are trained with are apart from the others, which are
// loaded when a model asks for one by name.

/** A loss that a catalogue holds. */
export interface LossClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): Loss;
}

/** The losses that most models are trained with. */
export const usual = {
  binaryCrossentropy: BinaryCrossentropy,
  categoricalCrossentropy: CategoricalCrossentropy,
  meanAbsoluteError: MeanAbsoluteError,
  meanSquaredError: MeanSquaredError,
  sparseCategoricalCrossentropy: SparseCategoricalCrossentropy,
} satisfies Readonly<Record<string, LossClass>>;

/** Their short forms. */
export const usualShort = {
  bce: BinaryCrossentropy,
  BCE: BinaryCrossentropy,
  mae: MeanAbsoluteError,
  MAE: MeanAbsoluteError,
  mse: MeanSquaredError,
  MSE: MeanSquaredError,
} satisfies Readonly<Record<string, LossClass>>;

/** Which crossentropy is meant is decided by the shapes of labels and predictions. */
export const byShape = ['crossentropy', 'ce'] as const;

const catalogue = new Catalogue<LossClass>('loss', { ...usual, ...usualShort });

/** Whether `usualLossOf` knows an identifier. */
export function isUsualLoss(identifier: unknown): boolean {
  if (typeof identifier !== 'string') return typeof identifier === 'function' || identifier instanceof Loss;
  return catalogue.knows(identifier) || isByShape(identifier);
}

/** The loss that an identifier stands for, as `lossOf` has it; null for what only the whole catalogue knows. */
export function usualLossOf(identifier: LossIdentifier | Json, yTrue: Shape, yPred: Shape): Loss | null {
  if (identifier instanceof Loss) return identifier;
  if (typeof identifier === 'function')
    return madeBy(identifier, Loss) ?? new LossFunctionWrapper(identifier as LossFunction); // no factory: a function of labels and predictions
  if (typeof identifier !== 'string') return null;
  if (isByShape(identifier)) return new crossentropies[crossentropyKind(yTrue, yPred)]({ name: identifier });
  return catalogue.knows(identifier) ? lossByName(identifier, catalogue.find(identifier).made) : null;
}

/** Keras keeps a class's own name, and gives any other the name it was asked for by. */
export function lossByName(name: string, made: LossClass): Loss {
  return name === made.className ? new made({} as never) : new made({ name: kerasSpelling(name) } as never); // all have a name
}

const crossentropies = {
  binary: BinaryCrossentropy,
  sparse: SparseCategoricalCrossentropy,
  categorical: CategoricalCrossentropy,
} as const;

function isByShape(name: string): boolean {
  return byShape.some((one) => one === name.toLowerCase());
}
