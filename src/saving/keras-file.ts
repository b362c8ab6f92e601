import { serializeModel } from '../models/model.ts';
import { writeZip } from './archive/index.ts';
import { type ByteSource, gather } from './formats/index.ts';
import type { AnyModel } from './layout.ts';
import { writePath } from './places.ts';
import { checkEnding } from './source.ts';
import { saveTfjs } from './tfjs-write.ts';
import { weightsFile } from './weights-file.ts';

/** The version of Keras whose files are written. */
const kerasVersion = '3.15.1';

/**
 * The bytes of a model's `.keras` file: config, weights, and, if it is compiled, optimizer, losses and metrics.
 *
 * @throws {ArgumentError} for what no file can hold: a Lambda, a plain op between layers, a function as a loss.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)]);
 * const copy = await loadModel(await modelToKeras(net));
 * copy.countParams() // => 10
 * @see https://keras.io/api/models/model_saving_apis/model_saving_and_loading/
 */
export async function modelToKeras(model: unknown): Promise<Uint8Array> {
  return gather(await archiveOf(anyModel(model)));
}

/** Writes a model to a file: see `saveModel` in files.ts. */
export async function saveModel(model: unknown, path: string | URL): Promise<void> {
  checkEnding(
    'saveModel',
    path,
    ['.keras', '/model.json'],
    "Weights alone are saved by model.saveWeights('x.weights.h5').",
  );
  if (String(path).endsWith('.json')) return saveTfjs(anyModel(model), path);
  await writePath(path, (await archiveOf(anyModel(model))).chunks());
}

/** The `.keras` file of a model, piece by piece. */
async function archiveOf(model: AnyModel): Promise<ByteSource> {
  const config = serializeModel(model);
  const weights = await weightsFile(model, model.compileSettings?.optimizer ?? null);
  const metadata = { keras_version: kerasVersion, date_saved: dateSaved(new Date()) };
  return writeZip([
    { name: 'metadata.json', data: JSON.stringify(metadata) },
    { name: 'config.json', data: JSON.stringify(config) },
    { name: 'model.weights.h5', data: weights, align: 8 },
  ]);
}

/** Any model, seen without its types. */
export function anyModel(model: unknown): AnyModel {
  return model as AnyModel;
}

/** As Python's `%Y-%m-%d@%H:%M:%S`, in local time. */
function dateSaved(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}@${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
