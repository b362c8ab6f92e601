export { GraphBuilder, Names } from './builder.ts';
export { onnxTypes } from './dtypes.ts';
export { lower } from './lower.ts';
export { modelBytes, opset } from './model.ts';
