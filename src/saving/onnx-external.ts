import { readFile } from '#files';
import type { TensorProto } from '../onnx/index.ts';
import { ArgumentError, FileError } from '../utils/errors.ts';
import type { FileSource } from './source.ts';

/** Reads a file of weights beside a model. */
export type ReadBeside = (location: string) => Promise<Uint8Array>;

/** Reads the files of weights that a model names, each once: those that were handed in, else from beside the model. */
export function readerBeside(
  where: string,
  source: FileSource,
  given: Readonly<Record<string, Uint8Array>>,
): ReadBeside {
  const files = new Map<string, Uint8Array>();
  return async (location) => {
    const known = (Object.hasOwn(given, location) ? given[location] : undefined) ?? files.get(location);
    if (known !== undefined) return known;
    const read = await readFile(besideOf(where, source, location));
    files.set(location, read);
    return read;
  };
}

/** Weights in a file beside the model come to stand in it. */
export async function bringInside(where: string, tensor: TensorProto, readBeside: ReadBeside): Promise<void> {
  const external = 1;
  if (tensor.dataLocation !== external) return;
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const bytes = await readBeside(entries.get('location') ?? '');
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? bytes.length - offset);
  if (
    !(
      Number.isInteger(offset) &&
      Number.isInteger(length) &&
      offset >= 0 &&
      length >= 0 &&
      offset + length <= bytes.length
    )
  )
    throw new FileError(`${where}: ${tensor.name}`, {
      expected: `its weights within ${bytes.length} bytes of '${entries.get('location')}'`,
      received: `${length} bytes at ${offset}`,
      mend: 'The two files do not belong together, or one is cut short.',
    });
  tensor.rawData = bytes.subarray(offset, offset + length);
  tensor.dataLocation = 0;
  tensor.externalData = [];
}

/** Where a file of weights lies: in the model's own folder, or below it. */
function besideOf(where: string, source: FileSource, location: string): string | URL {
  if (/^([/\\]|\w+:)|(^|[/\\])\.\.([/\\]|$)|\0/.test(location) || location === '')
    throw new FileError(where, {
      expected: 'weights in files beside the model',
      received: JSON.stringify(location.slice(0, 100)),
      mend: 'Files are not trusted with paths that lead elsewhere; pass the bytes as { externalData }.',
    });
  if (source instanceof URL) return new URL(encodeURI(location), source);
  if (typeof source !== 'string')
    throw new ArgumentError('importOnnx: externalData', {
      expected: `the bytes of '${location}', which holds weights of the model`,
      received: 'none',
      mend: `Pass them: importOnnx(bytes, { externalData: { '${location}': weights } }).`,
    });
  return source.slice(0, Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1) + location;
}
