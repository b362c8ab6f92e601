import type { DType } from '../graph/index.ts';

/** TensorProto.DataType of each dtype. */
export const onnxTypes: { readonly [Name in DType]: number } = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  uint32: 12,
};
