import { writeFile } from '#files';
import { gather } from './formats/index.ts';
import { anyModel } from './keras-file.ts';
import { bytesOfSource, checkEnding, type FileSource } from './source.ts';
import { type LoadWeightsOptions, readWeights, weightsFile } from './weights.ts';

const ending = ['.weights.h5'];
const mend = "A whole model is saved by model.save('x.keras').";

/** The bytes of a model's `.weights.h5` file. */
export async function weightsToBytes(model: unknown): Promise<Uint8Array> {
  const any = anyModel(model);
  return gather(await weightsFile(any, any.compileSettings?.optimizer ?? null));
}

/** Writes a model's weights to a `.weights.h5` file, all or nothing; what `model.saveWeights` does. */
export async function saveWeights(model: unknown, path: string | URL): Promise<void> {
  checkEnding('saveWeights', path, ending, mend);
  const any = anyModel(model);
  await writeFile(path, (await weightsFile(any, any.compileSettings?.optimizer ?? null)).chunks());
}

/** Sets a model's weights to those of a `.weights.h5` file; what `model.loadWeights` does. */
export async function loadWeights(
  model: unknown,
  source: FileSource,
  options: LoadWeightsOptions = {},
): Promise<readonly string[]> {
  if (typeof source === 'string' || source instanceof URL) checkEnding('loadWeights', source, ending, mend);
  const { bytes, name } = await bytesOfSource('loadWeights', source);
  const any = anyModel(model);
  const optimizer = any.compileSettings?.optimizer ?? null;
  optimizer?.build(any.trainableWeights);
  return readWeights(name, bytes, any, optimizer, options);
}
