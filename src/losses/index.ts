export { type LossIdentifier, type LossName, lossNames, lossOf } from './catalogue.ts';
export { Circle, type CircleConfig, circle } from './circle.ts';
export { CosineSimilarity, type CosineSimilarityConfig, cosineSimilarity } from './cosine-similarity.ts';
export {
  BinaryCrossentropy,
  binaryCrossentropy,
  CategoricalCrossentropy,
  type CrossentropyConfig,
  categoricalCrossentropy,
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
  sparseCategoricalCrossentropy,
} from './crossentropy.ts';
export { CTC, ctc } from './ctc.ts';
export {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyConfig,
  binaryFocalCrossentropy,
  CategoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyConfig,
  categoricalFocalCrossentropy,
} from './focal.ts';
export { type LossFunction, LossFunctionWrapper } from './function-wrapper.ts';
export * as functions from './functions/index.ts';
export {
  CategoricalGeneralizedCrossEntropy,
  type CategoricalGeneralizedCrossEntropyConfig,
  categoricalGeneralizedCrossEntropy,
} from './generalized-crossentropy.ts';
export { CategoricalHinge, categoricalHinge, Hinge, hinge, SquaredHinge, squaredHinge } from './hinge.ts';
export { Huber, type HuberConfig, huber } from './huber.ts';
export { Loss, type LossConfig, type LossDefaults } from './loss.ts';
export { Dice, type DiceConfig, dice, Tversky, type TverskyConfig, tversky } from './overlap.ts';
export { KLDivergence, klDivergence, Poisson, poisson } from './probabilistic.ts';
export type { Reduction } from './reduction.ts';
export {
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
export { serializeLoss } from './serialize.ts';
