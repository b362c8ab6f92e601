export { type CircleOptions, circle } from './circle.ts';
export {
  type BinaryCrossentropyOptions,
  binaryCrossentropy,
  type CategoricalCrossentropyOptions,
  categoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from './crossentropy.ts';
export { ctc } from './ctc.ts';
export {
  type BinaryFocalCrossentropyOptions,
  binaryFocalCrossentropy,
  type CategoricalFocalCrossentropyOptions,
  categoricalFocalCrossentropy,
} from './focal.ts';
export { categoricalHinge, hinge, squaredHinge } from './hinge.ts';
export { type DiceOptions, dice, type TverskyOptions, tversky } from './overlap.ts';
export {
  categoricalGeneralizedCrossEntropy,
  type GeneralizedCrossEntropyOptions,
  klDivergence,
  poisson,
} from './probabilistic.ts';
export {
  type CosineSimilarityOptions,
  cosineSimilarity,
  type HuberOptions,
  huber,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from './regression.ts';
