export { GraphBuilder, Names } from './builder.ts';
export { onnxTypes } from './dtypes.ts';
export { type ModelFacts, type ModelFiles, modelFiles, type StoredWeight, type Streamed, staticDims } from './file.ts';
export { lower } from './lower.ts';
export { modelBytes, opset } from './model.ts';
export { attributeNumber, makeNode, usersOf } from './nodes.ts';
export { missingIn, writableOpsets } from './opsets.ts';
export type { GraphProto } from './proto/onnx_pb.ts';
export { bodiesOf, definedIn, renamedNode, renameValues } from './rename.ts';
