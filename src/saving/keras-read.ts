import type { Structure, Tensor } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import { FileError } from '../utils/errors.ts';
import { readZip, type ZipArchive } from './archive/index.ts';
import type { LoadModelOptions } from './files.ts';
import { readHdf5 } from './hdf5/index.ts';
import type { AnyModel } from './layout.ts';
import { legacyModel } from './legacy-file.ts';
import { modelOf } from './model-config.ts';
import { parseConfig } from './schema.ts';
import { bytesOfSource, type FileSource } from './source.ts';
import { kerasStore } from './stores.ts';
import { tfjsModel } from './tfjs-read.ts';
import { readWeights } from './weights.ts';

/** Reads a model from a file: see `loadModel` in files.ts. */
export async function loadModel<In extends Structure = Tensor, Out extends Structure = Tensor>(
  source: FileSource,
  options: LoadModelOptions = {},
): Promise<Model<In, Out>> {
  const { bytes, name: where, owned } = await bytesOfSource('loadModel', source, options);
  const made = startsWith(bytes, '\x89HDF')
    ? legacyModel(where, bytes, owned, options)
    : startsWith(bytes, '{')
      ? tfjsModel(where, bytes, source, options)
      : kerasModel(where, bytes, owned, options);
  return (await made) as unknown as Model<In, Out>; // what the caller says of it
}

/** The model of a `.keras` file. */
async function kerasModel(
  where: string,
  bytes: Uint8Array,
  owned: boolean,
  options: LoadModelOptions,
): Promise<AnyModel> {
  const archive = readZip(bytes, where);
  refuseOtherArchives(where, archive);
  const config = parseConfig(`${where}: config.json`, utf8(where, await archive.read('config.json')));
  const model = modelOf(where, config, options);
  const member = await archive.read('model.weights.h5');
  // Weights that begin at a multiple of 8 can be used where they are, instead of being copied.
  const weights = owned ? moved(member) : member;
  const place = `${where}: model.weights.h5`;
  await readWeights(kerasStore(place, [readHdf5(weights, place)]), model, model.compileSettings?.optimizer ?? null, {
    owned,
  });
  return model;
}

/** Bytes a little further to the front, so that they begin at a multiple of 8; what stood there is lost. */
function moved(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  const start = byteOffset - (byteOffset % 8);
  if (start === byteOffset) return bytes;
  new Uint8Array(buffer).copyWithin(start, byteOffset, byteOffset + length);
  return new Uint8Array(buffer, start, length);
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Array.from(signature, (letter) => letter.charCodeAt(0)).every((code, i) => bytes[i] === code);
}

function refuseOtherArchives(where: string, archive: ZipArchive): void {
  if (archive.entries.has('config.json') && archive.entries.has('model.weights.h5')) return;
  throw new FileError(where, {
    expected: 'a .keras file: config.json and model.weights.h5 in a zip archive',
    received: [...archive.entries.keys()].slice(0, 5).join(', ') || 'an empty archive',
  });
}

function utf8(where: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FileError(`${where}: config.json`, { expected: 'UTF-8', received: 'other bytes', cause });
  }
}
