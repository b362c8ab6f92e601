export { knownClasses } from './classes.ts';
export type { CustomFunction, CustomObject, CustomObjects, LayerClass, PartClass } from './custom.ts';
export { type LoadModelOptions, loadModel, modelToKeras, saveModel } from './keras-file.ts';
export { layerOf, serializeLayer } from './layers.ts';
export { exportModel, modelToOnnx } from './onnx-export.ts';
export type { FileSource } from './source.ts';
export type { LoadWeightsOptions } from './weights.ts';
export { loadWeights, saveWeights, weightsToBytes } from './weights-file.ts';
