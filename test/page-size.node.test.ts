import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, test } from 'vitest';

// What a page loads that trains a small network, without ONNX Runtime.

const root = fileURLToPath(new URL('..', import.meta.url));

const page = `
import { layers, sequential } from 'layerwise';
const net = sequential([layers.dense(128, { activation: 'relu', inputShape: [784] }), layers.dense(10)]);
net.compile({ optimizer: 'adam', loss: 'mse' });
await net.fit([[1]], [[1]]);
`;

interface Chunk {
  readonly fileName: string;
  readonly code: string;
  readonly imports: readonly string[];
  readonly moduleIds: readonly string[];
  readonly isEntry: boolean;
}

/** The page's chunk, all that it imports, and the engine's side, which is imported when first used. */
async function chunksOf(entry: string): Promise<readonly Chunk[]> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'silent',
    resolve: { conditions: ['layerwise-source', 'browser'] },
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: entry, external: [/^onnxruntime/, /^vega/] },
    },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const chunks = outputs.flatMap((one) => (one.type === 'chunk' ? [one] : []));
  const loaded = new Set<Chunk>();
  const load = (chunk: Chunk | undefined): void => {
    if (chunk === undefined || loaded.has(chunk)) return;
    loaded.add(chunk);
    for (const name of chunk.imports) load(chunks.find(({ fileName }) => fileName === name));
  };
  for (const chunk of chunks)
    if (chunk.isEntry || chunk.moduleIds.some((id) => id.endsWith('src/runtime/run.ts'))) load(chunk);
  return [...loaded];
}

test('a page that trains loads less than 86 kB, none of it for files, rare losses or plots', {
  timeout: 120_000,
}, async () => {
  const folder = join(root, '.build', 'page-size');
  await mkdir(folder, { recursive: true });
  const entry = join(folder, 'page.js');
  await writeFile(entry, page);
  try {
    const chunks = await chunksOf(entry);
    const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
    expect(modules.filter((id) => /protobuf|src\/(saving|visualization|datasets|applications)\//.test(id))).toEqual([]);
    expect(
      modules.filter((id) => /(losses|metrics|training)\/catalogues?\.ts$|serialize-(graph|operation)/.test(id)),
    ).toEqual([]);
    expect(modules.some((id) => id.endsWith('src/runtime/run.ts'))).toBe(true);
    const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
    expect(bytes).toBeLessThan(86_000);
    expect(bytes).toBeGreaterThan(20_000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
