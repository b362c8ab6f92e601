/** What models do with files, behind one `import()`, so that a page gets it in one piece. */
export { modelToKeras, saveModel } from '../keras-file.ts';
export { exportModel, modelToOnnx } from '../onnx-export.ts';
export { loadWeights, saveWeights } from '../weights-file.ts';
