/** Layerwise: Keras 3 for TypeScript. */
export * as activations from './activations/index.ts';
export * as applications from './applications/index.ts';
export { gradients } from './autodiff/index.ts';
export * as callbacks from './callbacks/index.ts';
export * as constraints from './constraints/index.ts';
export * as utils from './data/index.ts';
export * as datasets from './datasets/index.ts';
export { type DType, type Shape, Tensor, type TensorLike, type TypedArray, Variable } from './graph/index.ts';
export * as initializers from './initializers/index.ts';
export * as layers from './layers/index.ts';
export { clearSession, input, Layer } from './layers/index.ts';
export * as losses from './losses/index.ts';
export * as metrics from './metrics/index.ts';
export {
  type CompileOptions,
  type ExportOptions,
  Functional,
  Model,
  model,
  type OnnxOptions,
  Sequential,
  sequential,
} from './models/index.ts';
export * as ops from './ops/index.ts';
export { random } from './ops/index.ts';
export * as optimizers from './optimizers/index.ts';
export * as regularizers from './regularizers/index.ts';
export { type Device, type DeviceReport, devices, getDevice, setDevice } from './runtime/index.ts';
export {
  type CustomFunction,
  type CustomObject,
  type CustomObjects,
  type FileContents,
  type FileSource,
  fileContents,
  type ImportOnnxOptions,
  importOnnx,
  type LayerClass,
  type LoadModelOptions,
  type LoadWeightsOptions,
  layerOf,
  loadModel,
  OnnxModel,
  type PartClass,
  type StoredArray,
  type StoredWeight,
  saveModel,
  serializeLayer,
  type ValueSpec,
  writeArrays,
} from './saving/index.ts';
export * as models from './saving/models/index.ts';
export {
  type BatchSource,
  Callback,
  type EvaluateOptions,
  type FitOptions,
  type History,
  type Logs,
  type ModelData,
  type Prediction,
  type PredictOptions,
  type Profile,
  type TrainingEvent,
} from './training/index.ts';
export type { ArrayData } from './utils/arrays.ts';
export {
  ArgumentError,
  EngineError,
  FileError,
  GradientError,
  LayerwiseError,
  ShapeError,
} from './utils/errors.ts';
export { SeedGenerator, setRandomSeed } from './utils/seed-generator.ts';
export * as plot from './visualization/index.ts';
