/** Layerwise: Keras 3 for TypeScript. */
export * as activations from './activations/index.ts';
export { gradients } from './autodiff/index.ts';
export * as constraints from './constraints/index.ts';
export * as datasets from './datasets/index.ts';
export { type DType, type Shape, Tensor, type TensorLike, type TypedArray, Variable } from './graph/index.ts';
export * as initializers from './initializers/index.ts';
export * as layers from './layers/index.ts';
export { input, Layer, clearSession } from './layers/index.ts';
export * as losses from './losses/index.ts';
export * as metrics from './metrics/index.ts';
export { Model, model, sequential } from './models/index.ts';
export * as ops from './ops/index.ts';
export * as optimizers from './optimizers/index.ts';
export { random } from './ops/index.ts';
export * as regularizers from './regularizers/index.ts';
export { type Device, type DeviceReport, devices, getDevice, setDevice } from './runtime/index.ts';
export { SeedGenerator, setRandomSeed } from './utils/seed-generator.ts';
export * as plot from './visualization/index.ts';
