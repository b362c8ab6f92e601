import {
  chmod,
  lstat,
  mkdtemp,
  readFile as read,
  readdir,
  rm,
  stat,
  symlink,
  writeFile as write,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FileError } from './errors.ts';
import * as node from './files.node.ts';
import type { Files } from './files.ts';
import * as web from './files.web.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-files-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true });
});

test('both forms offer the same names', () => {
  const forms: Files[] = [node, web];
  expect(forms.map((form) => Object.keys(form).sort())).toEqual([Object.keys(web).sort(), Object.keys(node).sort()]);
});

describe('in Node', () => {
  test('reads back what was written', async () => {
    const path = join(folder, 'a', 'b.bin');
    await node.writeFile(path, new Uint8Array([1, 2, 3]));
    expect([...(await node.readFile(pathToFileURL(path)))]).toEqual([1, 2, 3]);
  });

  test('writes text as UTF-8', async () => {
    await node.writeFile(join(folder, 'text'), 'naïve');
    expect(await read(join(folder, 'text'), 'utf8')).toBe('naïve');
  });

  test('writes bytes that come piece by piece', async () => {
    async function* pieces() {
      yield new Uint8Array([1]);
      yield new Uint8Array([2, 3]);
    }
    await node.writeFile(join(folder, 'pieces'), pieces());
    expect([...(await read(join(folder, 'pieces')))]).toEqual([1, 2, 3]);
  });

  test('an error halfway leaves the older file and nothing else', async () => {
    const path = join(folder, 'file');
    await node.writeFile(path, 'old');
    function* failing() {
      yield new Uint8Array(1000);
      throw new Error('no more weights');
    }
    await expect(node.writeFile(path, failing())).rejects.toThrow('no more weights');
    expect([await read(path, 'utf8'), await readdir(folder)]).toEqual(['old', ['file']]);
  });

  test('keeps the rights of the file it replaces', async () => {
    const path = join(folder, 'private');
    await write(path, 'old');
    await chmod(path, 0o600);
    await node.writeFile(path, 'new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('writes through a link and keeps the link', async () => {
    const [real, link] = [join(folder, 'real'), join(folder, 'link')];
    await write(real, 'old');
    await symlink(real, link);
    await node.writeFile(link, 'new');
    expect([(await lstat(link)).isSymbolicLink(), await read(real, 'utf8')]).toEqual([true, 'new']);
  });

  test('names the missing file and the working folder', async () => {
    const path = join(folder, 'nothing');
    await expect(node.readFile(path)).rejects.toThrow(
      new FileError('readFile', {
        expected: 'a file that can be read',
        received: `${path} (no such file or folder)`,
        mend: `Paths start from the working folder, ${process.cwd()}.`,
      }),
    );
  });

  test('does not write over a folder', async () => {
    await expect(node.writeFile(folder, 'x')).rejects.toThrow(/it is a folder/);
  });

  test('refuses a web address as a path', async () => {
    await expect(node.readFile('https://example.org/x')).rejects.toThrow(/expected a path on disk/);
  });

  test('the cache folder honours XDG_CACHE_HOME', async () => {
    vi.stubEnv('XDG_CACHE_HOME', folder);
    expect(await node.cacheFolder()).toBe(join(folder, 'layerwise'));
  });

  test('keeps bytes in the cache under a name', async () => {
    vi.stubEnv('XDG_CACHE_HOME', folder);
    expect(await node.readCached('set/part')).toBeNull();
    expect(await node.writeCached('set/part', new Uint8Array([7]))).toBe(true);
    expect(await node.readCached('set/part')).toEqual(new Uint8Array([7]));
  });

  test('a cache that cannot be written is no error', async () => {
    await write(join(folder, 'layerwise'), 'a file in the way');
    vi.stubEnv('XDG_CACHE_HOME', folder);
    expect(await node.writeCached('x', new Uint8Array([7]))).toBe(false);
  });

  test('finds a file inside an installed package, and null for others', async () => {
    expect(await node.packageFile('typescript/package.json')).toMatch(/typescript.package\.json$/);
    expect(await node.packageFile('no-such-package/x')).toBeNull();
  });
});

describe('in a browser', () => {
  test('writing throws and says what to do instead', async () => {
    await expect(web.writeFile('a.png', '')).rejects.toThrow(
      'writeFile: expected a disk, as in Node, received a.png in a browser. Take the bytes instead of a file, and offer them as a download.',
    );
  });

  test('reading fetches the address', async () => {
    vi.stubGlobal('fetch', async (path: string) => new Response(`got ${path}`));
    expect(new TextDecoder().decode(await web.readFile('models/x'))).toBe('got models/x');
  });

  test('reading names the status of a missing address', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
    await expect(web.readFile('models/x')).rejects.toThrow(/received models\/x \(status 404\)/);
  });

  test('without a cache nothing is kept, and nothing breaks', async () => {
    expect(await web.writeCached('x', new Uint8Array([1]))).toBe(false);
    expect(await web.readCached('x')).toBeNull();
  });
});
