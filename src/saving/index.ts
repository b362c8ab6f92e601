export { knownClasses } from './classes.ts';
export type { CustomFunction, CustomObject, CustomObjects, LayerClass, PartClass } from './custom.ts';
export {
  fileContents,
  type ImportOnnxOptions,
  importOnnx,
  type LoadModelOptions,
  loadModel,
  saveModel,
  writeArrays,
} from './files.ts';
export type { StoredArray } from './formats/index.ts';
export { layerOf, serializeLayer } from './layers.ts';
export type { ValueSpec } from './onnx-imported.ts';
export { OnnxModel } from './onnx-layer.ts';
export type { ReadOptions } from './places.ts';
export type { FileHandle, FileSource } from './source.ts';
export type { FileContents, StoredWeight } from './stored-weights.ts';
export type { LoadWeightsOptions, SaveWeightsOptions } from './weights-file.ts';
