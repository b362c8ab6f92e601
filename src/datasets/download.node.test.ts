import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type DownloadOptions, obtain, type Progress } from './download.ts';

const contents = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
const file = { name: 'digits', size: 5000, sha256: createHash('sha256').update(contents).digest('hex') };

let folder = '';
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-download-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true });
});

async function mirror(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
}
const packed = () => mirror((_, response) => response.end(gzipSync(contents)));
const get = (mirrors: readonly string[], options?: DownloadOptions) =>
  obtain(file, { cache: 'set', npm: 'no-such-package/', mirrors }, options);

test('unpacks what a mirror sends', async () => {
  expect(await get([await packed()])).toEqual(contents);
});

test('asks for the packed file by name', async () => {
  const asked: (string | undefined)[] = [];
  const address = await mirror((request, response) => {
    asked.push(request.url);
    response.end(gzipSync(contents));
  });
  await get([address]);
  expect(asked).toEqual(['/digits.gz']);
});

test('takes bytes that the server unpacked on the way', async () => {
  expect(await get([await mirror((_, response) => response.end(contents))])).toEqual(contents);
});

test('goes on to the next mirror when one fails or sends something else', async () => {
  const missing = await mirror((_, response) => response.writeHead(404).end());
  const wrong = await mirror((_, response) => response.end(gzipSync(new Uint8Array(5000))));
  expect(await get([missing, wrong, await packed()])).toEqual(contents);
});

test('fetches once and reads from the cache after', async () => {
  await get([await packed()]);
  expect(await get([])).toEqual(contents);
});

test('does not believe a damaged cache', async () => {
  await get([await packed()]);
  await writeFile(join(folder, 'layerwise', 'set', 'digits'), new Uint8Array(5000));
  expect(await get([await packed()])).toEqual(contents);
  expect(new Uint8Array(await readFile(join(folder, 'layerwise', 'set', 'digits')))).toEqual(contents);
});

test('tells what went wrong at each mirror, and the ways out', async () => {
  const missing = await mirror((_, response) => response.writeHead(404).end());
  const wrong = await mirror((_, response) => response.end(gzipSync(new Uint8Array(5000))));
  const error = await get([missing, wrong]).catch(String);
  expect(error).toMatch(
    /digits\.gz answered with status 404; digits: expected 5000 bytes with the SHA-256 .*npm install no-such-package/,
  );
});

test('stops reading an answer that is longer than the file can be', async () => {
  const endless = await mirror((_, response) => {
    const send = () => {
      while (!response.destroyed && response.write(new Uint8Array(65536)));
      response.once('drain', send);
    };
    send();
  });
  await expect(get([endless])).rejects.toThrow(/digits is longer than 5000 bytes/);
});

test('stops unpacking a gzip bomb', async () => {
  const bomb = gzipSync(new Uint8Array(3_000_000));
  expect(bomb.length).toBeLessThan(5000);
  await expect(get([await mirror((_, response) => response.end(bomb))])).rejects.toThrow(
    /digits is longer than 5000 bytes/,
  );
});

test('reports progress up to the whole length', async () => {
  const bytes = gzipSync(contents);
  const steps: Progress[] = [];
  const address = await mirror((_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes));
  await get([address], { onProgress: (step) => steps.push(step) });
  expect(steps.at(-1)).toEqual({ file: 'digits', received: bytes.length, total: bytes.length });
});

test('stops when asked to', async () => {
  const stopped = AbortSignal.abort(new Error('the user left'));
  await expect(get([await packed()], { signal: stopped })).rejects.toThrow('the user left');
});

test.each(['digits', 'digits.gz'])("reads '%s' from the folder named by the option 'from'", async (name) => {
  await writeFile(join(folder, name), name.endsWith('.gz') ? gzipSync(contents) : contents);
  expect(await get([], { from: folder })).toEqual(contents);
});

test("fetches from the address named by the option 'from'", async () => {
  expect(await get([], { from: await packed() })).toEqual(contents);
});

test("names the folder of the option 'from' when the file is not in it", async () => {
  await expect(get([], { from: folder })).rejects.toThrow(
    /expected this file, or digits\.gz, in .*no such file or folder/,
  );
});
