import { type DType, dtypeNames } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';
import { isDescription, isJsonObject } from './schema.ts';

/** Where Keras has a dtype that is none here, the next larger one of its kind. */
const nearest: Readonly<Record<string, DType>> = {
  float16: 'float32',
  bfloat16: 'float32',
  float64: 'float32',
  int8: 'int32',
  int16: 'int32',
  uint16: 'int32',
  uint64: 'int64',
};

/** The dtype that a file names, by itself or as a policy; null for one that is no number here. */
export function dtypeOf(dtype: Json): DType | null {
  const name = isDescription(dtype) && isJsonObject(dtype.config) ? dtype.config.name : dtype;
  if (typeof name !== 'string') return dtype === null ? 'float32' : null;
  const same = dtypeNames.find((known) => known === name);
  return same ?? (Object.hasOwn(nearest, name) ? (nearest[name] ?? null) : null);
}

/** Whether a layer may ask for a dtype, by itself or as a policy. Half precision, mixed or not, is computed in 32 bits here. */
export function isLayerDtype(dtype: Json): boolean {
  const name = isDescription(dtype) && isJsonObject(dtype.config) ? dtype.config.name : dtype;
  return name === 'mixed_float16' || name === 'mixed_bfloat16' || dtypeOf(dtype) !== null;
}
