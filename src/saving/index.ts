export { knownClasses, type LayerClass } from './classes.ts';
export { type LoadModelOptions, loadModel, modelToKeras, saveModel } from './keras-file.ts';
export { exportModel, modelToOnnx } from './onnx-export.ts';
export type { FileSource } from './source.ts';
export type { LoadWeightsOptions } from './weights.ts';
export { loadWeights, saveWeights, weightsToBytes } from './weights-file.ts';
