import * as disk from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileError } from './errors.ts';
import type { FileContents } from './files.ts';

export { svgToPng } from './png.node.ts';

/** See `Files.canWriteFiles`. */
export const canWriteFiles = true;

/** See `Files.readFile`. */
export async function readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  const name = plainPath('readFile', path);
  try {
    const { buffer, byteOffset, byteLength } = await disk.readFile(name);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (cause) {
    throw new FileError('readFile', {
      expected: 'a file that can be read',
      received: `${name} (${reason(cause)})`,
      mend:
        code(cause) === 'ENOENT'
          ? `Paths start from the working folder, ${process.cwd()}.`
          : 'Check the path and its rights.',
      cause,
    });
  }
}

/** See `Files.writeFile`. */
export async function writeFile(path: string | URL, contents: FileContents): Promise<void> {
  const given = plainPath('writeFile', path);
  let temporary: string | null = null;
  try {
    await disk.mkdir(dirname(given), { recursive: true });
    // A link keeps pointing where it points: the file behind it is replaced, not the link.
    const target = await disk.realpath(given).catch(() => given);
    const before = await disk.stat(target).catch(() => null);
    if (before?.isDirectory()) throw new Error('it is a folder');
    temporary = join(dirname(target), `.${basename(target)}.${randomName()}.part`);
    await writeNew(temporary, contents, before?.mode);
    await disk.rename(temporary, target);
    temporary = null;
    await syncFolder(dirname(target));
  } catch (cause) {
    if (temporary !== null) await disk.rm(temporary, { force: true }).catch(() => {});
    if (cause instanceof FileError) throw cause;
    throw new FileError('writeFile', {
      expected: 'a file that can be written',
      received: `${given} (${reason(cause)})`,
      mend: 'An older file of that name is unchanged.',
      cause,
    });
  }
}

/** See `Files.appendFile`. */
export async function appendFile(path: string | URL, bytes: Uint8Array): Promise<void> {
  const name = plainPath('appendFile', path);
  await attempt('appendFile', 'a file that can be written', name, async () => {
    await disk.mkdir(dirname(name), { recursive: true });
    await disk.appendFile(name, bytes);
  });
}

/** See `Files.renameFile`. */
export async function renameFile(from: string | URL, to: string | URL): Promise<void> {
  const [before, after] = [plainPath('renameFile', from), plainPath('renameFile', to)];
  await attempt('renameFile', `a file that can be renamed to ${basename(after)}`, before, async () => {
    await disk.rename(before, after);
    await syncFolder(dirname(after));
  });
}

/** See `Files.removePath`. */
export async function removePath(path: string | URL): Promise<void> {
  const name = plainPath('removePath', path);
  await attempt('removePath', 'a file or folder that can be removed', name, async () => {
    await disk.rm(name, { recursive: true, force: true });
    await syncFolder(dirname(name));
  });
}

/** See `Files.listFolder`. */
export async function listFolder(path: string | URL): Promise<readonly string[] | null> {
  const name = plainPath('listFolder', path);
  return attempt('listFolder', 'a folder that can be read', name, async () =>
    disk.readdir(name).catch((error: unknown) => {
      if (code(error) === 'ENOENT') return null;
      throw error;
    }),
  );
}

/** See `Files.cacheFolder`. */
export async function cacheFolder(): Promise<string> {
  const folder = join(cacheHome(), 'layerwise');
  try {
    await disk.mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new FileError('cacheFolder', {
      expected: 'a folder for caches that can be made',
      received: `${folder} (${reason(cause)})`,
      mend: 'Name another one in the environment variable XDG_CACHE_HOME.',
      cause,
    });
  }
  return folder;
}

/** See `Files.readCached`. */
export async function readCached(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await readFile(join(await cacheFolder(), name));
  } catch {
    return null;
  }
}

/** See `Files.writeCached`. */
export async function writeCached(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    await writeFile(join(await cacheFolder(), name), bytes);
    return true;
  } catch {
    return false;
  }
}

/** See `Files.packageFile`. */
export async function packageFile(specifier: string): Promise<string | null> {
  // First what is installed beside this library, then what is installed in the user's project.
  for (const start of [import.meta.url, join(process.cwd(), 'index.js')]) {
    try {
      return createRequire(start).resolve(specifier);
    } catch {}
  }
  return null;
}

function plainPath(where: string, path: string | URL): string {
  if (path instanceof URL || path.startsWith('file:')) return fileURLToPath(path);
  if (path === '' || path.includes('\0') || /^https?:/.test(path))
    throw new FileError(where, {
      expected: 'a path on disk',
      received: JSON.stringify(path),
      mend: path.startsWith('http') ? 'Fetch it and hand over the bytes.' : '',
    });
  return resolve(path);
}

function cacheHome(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  // The XDG standard asks for relative paths to be ignored.
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  if (process.platform === 'win32' && LOCALAPPDATA) return LOCALAPPDATA;
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** Does something with a file; what the disk complains about names the file. */
async function attempt<T>(where: string, expected: string, name: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (cause) {
    throw new FileError(where, {
      expected,
      received: `${name} (${reason(cause)})`,
      mend: 'Check the path and its rights.',
      cause,
    });
  }
}

/** Writes a file that must not exist yet, with the rights of the file it will replace, and waits until the disk has it. */
async function writeNew(path: string, contents: FileContents, mode: number | undefined): Promise<void> {
  const file = await disk.open(path, 'wx', 0o666);
  try {
    if (mode !== undefined) await file.chmod(mode & 0o777);
    for await (const piece of pieces(contents)) await writeAll(file, piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: disk.FileHandle, bytes: Uint8Array): Promise<void> {
  for (let start = 0; start < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, start);
    start += bytesWritten;
  }
}

/** Makes the renaming itself lasting; Windows cannot open folders, and there it is not needed. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await disk.open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function pieces(contents: FileContents): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof contents === 'string') return [new TextEncoder().encode(contents)];
  return contents instanceof Uint8Array ? [contents] : contents;
}

function code(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the disk is read-only',
  EEXIST: 'a file is in the way',
};

function reason(error: unknown): string {
  return words[code(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

/** Twelve digits that no other file has. */
function randomName(): string {
  return globalThis.crypto.randomUUID().replaceAll('-', '').slice(0, 12); // node:crypto is only loaded here: it takes milliseconds
}
