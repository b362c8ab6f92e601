export {
  type DataOf,
  itemSize,
  type NumericArray,
  type NumericDtype,
  type StoredArray,
  type StringArray,
} from './arrays.ts';
export { type ByteSource, gather } from './bytes.ts';
export { toFloat32 } from './convert.ts';
export { isObject, parseJsonObject } from './json.ts';
export { readNpy, writeNpy } from './npy.ts';
export { type NpzArchive, readNpz, writeNpz } from './npz.ts';
export { readSafetensors, type SafeTensor, type Safetensors, writeSafetensors } from './safetensors.ts';
export {
  formatShardIndex,
  parseShardIndex,
  planShards,
  type ShardIndex,
  type ShardPlan,
  type ShardVariable,
} from './shards.ts';
