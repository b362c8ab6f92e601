export { knownClasses } from './classes.ts';
export type { CustomFunction, CustomObject, CustomObjects, LayerClass, PartClass } from './custom.ts';
export type { StoredArray } from './formats/index.ts';
export { type LoadModelOptions, loadModel, modelToKeras, saveModel } from './keras-file.ts';
export { layerOf, serializeLayer } from './layers.ts';
export { exportModel, modelToOnnx } from './onnx-export.ts';
export { type ImportOnnxOptions, importOnnx } from './onnx-import.ts';
export type { ValueSpec } from './onnx-imported.ts';
export { OnnxModel } from './onnx-layer.ts';
export type { ReadOptions } from './places.ts';
export type { FileHandle, FileSource } from './source.ts';
export { type FileContents, fileContents, type StoredWeight } from './stored-weights.ts';
export { writeArrays } from './stored-write.ts';

export {
  type LoadWeightsOptions,
  loadWeights,
  type SaveWeightsOptions,
  saveWeights,
  weightsToBytes,
} from './weights-file.ts';
