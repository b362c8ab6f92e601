import { ArgumentError, FileError } from '../../utils/errors.ts';
import { isObject, parseJsonObject } from './json.ts';

/** What a `.weights.json` file says: which shard files hold the variables of each group. */
export interface ShardIndex {
  /** Bytes of all variables together. */
  readonly totalSize: number;
  /** Group paths such as `/layers/dense/vars`, each with the plain names of its shard files in order. */
  readonly weightMap: ReadonlyMap<string, readonly string[]>;
}

/** One variable to be saved. */
export interface ShardVariable {
  /** Path of the group it is put into, such as `/layers/dense/vars`. */
  readonly group: string;
  /** Its size in bytes. */
  readonly size: number;
}

/** Which variables go into which shard file, and the index beside them. */
export interface ShardPlan<V extends ShardVariable> {
  readonly shards: readonly { readonly file: string; readonly variables: readonly V[] }[];
  readonly index: ShardIndex;
}

/**
 * Parses Keras's index of sharded weights.
 *
 * @throws FileError where it is not such an index, or names a file outside of its own folder.
 *
 * @example
 * const text = '{"metadata": {"total_size": 4}, "weight_map": {"/vars": "x_00000.weights.h5"}}';
 * parseShardIndex(text).weightMap.get('/vars') // => ['x_00000.weights.h5']
 */
export function parseShardIndex(text: string, where = 'index of sharded weights'): ShardIndex {
  const { metadata, weight_map: map } = parseJsonObject(where, text);
  const totalSize = isObject(metadata) ? metadata['total_size'] : undefined;
  if (typeof totalSize !== 'number' || !(totalSize >= 0) || !isObject(map)) {
    throw new FileError(where, { expected: 'metadata.total_size and weight_map', received: text.slice(0, 100) });
  }
  const weightMap = new Map<string, readonly string[]>();
  for (const [group, value] of Object.entries(map)) {
    const files: unknown[] = Array.isArray(value) ? value : [value];
    weightMap.set(
      group,
      files.map((file) => plainName(where, file)),
    );
  }
  return { totalSize, weightMap };
}

/** Writes an index as Keras does, with a list of files for every group. */
export function formatShardIndex({ totalSize, weightMap }: ShardIndex): string {
  const index = { metadata: { total_size: totalSize }, weight_map: Object.fromEntries(weightMap) };
  return JSON.stringify(index, null, 4);
}

/**
 * Shares variables out among shard files in their order: a new file begins where the next variable would make the last
 * one larger than `maxShardSize`.
 *
 * @param name the index's file name: `model.weights.json` gives `model_00000.weights.h5` and so on.
 * @param maxShardSize in GiB, as Keras has it.
 * @throws ArgumentError where one variable alone is larger, or the name is another kind of file's.
 *
 * @example
 * planShards('x.weights.json', [{ group: '/vars', size: 4 }], 1).shards[0]?.file // => 'x_00000.weights.h5'
 */
export function planShards<V extends ShardVariable>(
  name: string,
  variables: readonly V[],
  maxShardSize: number,
): ShardPlan<V> {
  if (!name.endsWith('.weights.json') || !isPlainName(name)) {
    throw new ArgumentError('planShards: name', { expected: 'a name ending in .weights.json', received: `"${name}"` });
  }
  const most = maxShardSize * 2 ** 30;
  const shards: { file: string; variables: V[] }[] = [];
  const begin = () => {
    const number = String(shards.length).padStart(5, '0');
    const shard = { file: `${name.slice(0, -'.weights.json'.length)}_${number}.weights.h5`, variables: [] };
    shards.push(shard);
    return shard;
  };
  const weightMap = new Map<string, string[]>();
  let shard: { file: string; variables: V[] } = begin();
  let [filled, totalSize] = [0, 0];
  for (const variable of variables) {
    const { group, size } = variable;
    if (!(size <= most)) {
      const received = `${size} bytes in "${group}"`;
      const mend = 'Increase maxShardSize.';
      throw new ArgumentError('planShards', { expected: `variables of at most ${most} bytes`, received, mend });
    }
    if (filled + size > most) [shard, filled] = [begin(), 0];
    filled += size;
    totalSize += size;
    shard.variables.push(variable);
    const files = weightMap.get(group) ?? [];
    if (!files.includes(shard.file)) weightMap.set(group, [...files, shard.file]);
  }
  return { shards, index: { totalSize, weightMap } };
}

function plainName(where: string, file: unknown): string {
  if (typeof file === 'string' && isPlainName(file) && file.endsWith('.weights.h5')) return file;
  throw new FileError(where, {
    expected: 'plain names of .weights.h5 files in the same folder',
    received: JSON.stringify(file).slice(0, 200),
    mend: 'Such an index is not safe to follow.',
  });
}

/** Whether a name is one of a file in the same folder. */
export function isPlainName(name: string): boolean {
  return !/[/\\:\0]/.test(name) && !name.startsWith('.');
}
