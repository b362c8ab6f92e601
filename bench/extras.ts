// What is no race: import time, time to the first step, memory over a long run, bytes of the package and of a page.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { execPath, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { root } from './command-line.ts';
import { median, type Single } from './results.ts';

const tries = 11;

/** All of them; takes about a minute. */
export async function extras(): Promise<readonly Single[]> {
  const starts = Array.from({ length: tries }, () => printed('./first-step.js'));
  const long = printed('./memory.js', '50000');
  const page = await pageBytes();
  const packed = packageBytes();
  const middle = (name: string) => median(starts.map((start) => start[name] ?? Number.NaN));
  return [
    { name: 'import of the package, nothing computed yet', value: middle('imported'), unit: 'ms', goal: 60 },
    { name: "from import to the chapter's first finished step", value: middle('firstStep'), unit: 'ms', goal: 600 },
    {
      name: 'memory gained from step 10,000 to step 50,000',
      value: (long['grownBytes'] ?? 0) / 2 ** 20,
      unit: 'MB',
      goal: 5,
    },
    {
      name: 'page with sequential, dense and fit, gzip, without ONNX Runtime',
      value: page.used / 1000,
      unit: 'kB',
      goal: 60,
    },
    { name: 'of it loaded before anything is computed', value: page.first / 1000, unit: 'kB' },
    { name: 'package as packed', value: packed.packed / 1000, unit: 'kB' },
    { name: 'package as installed, without its dependencies', value: packed.installed / 1000, unit: 'kB' },
  ];
}

/** The numbers that a script of ours prints as its last line. */
function printed(script: string, ...args: string[]): Readonly<Record<string, number>> {
  const { stdout } = spawnSync(execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) || '{}') as Record<string, number>; // a script of ours
}

function packageBytes(): { readonly packed: number; readonly installed: number } {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: platform === 'win32' });
  const [{ size, unpackedSize }] = JSON.parse(stdout) as [{ size: number; unpackedSize: number }]; // npm's own format
  return { packed: size, installed: unpackedSize };
}

/** A page's entry: what a user of `fit` writes. */
const entry = `
import { layers, sequential } from 'layerwise';
const net = sequential([layers.dense(128, { activation: 'relu', inputShape: [784] }), layers.dense(10)]);
net.compile({ optimizer: 'adam', loss: 'mse' });
globalThis.train = (x, y) => net.fit(x, y);
`;

/** Gzipped bytes of a page as Vite builds it: its first load, and with the chunk that loads when something is computed. */
async function pageBytes(): Promise<{ readonly first: number; readonly used: number }> {
  const folder = `${root}.build/benchmarks/page`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/main.js`, entry);
  const { build } = await import('vite');
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { layerwise: `${root}dist/index.js` } },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rollupOptions: {
        input: `${folder}/main.js`,
        external: [/^onnxruntime-web/, 'vega', 'vega-lite', '@resvg/resvg-js'],
      },
    },
  });
  rmSync(folder, { recursive: true });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !('output' in output)) throw new Error('the page was not built');
  const chunks = output.output.flatMap((file) => (file.type === 'chunk' ? [file] : []));
  const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const reached = (from: readonly string[], into = new Set<string>()): ReadonlySet<string> => {
    for (const name of from) {
      if (into.has(name)) continue;
      into.add(name);
      reached(named.get(name)?.imports ?? [], into);
    }
    return into;
  };
  const bytes = (names: ReadonlySet<string>) =>
    [...names].reduce((sum, name) => sum + gzipSync(named.get(name)?.code ?? '').length, 0);
  const entries = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName);
  // What computes: the runtime, and its way into ONNX Runtime.
  const runtime = chunks.filter(({ moduleIds }) => moduleIds.some((id) => /\/dist\/runtime\//.test(id)));
  return {
    first: bytes(reached(entries)),
    used: bytes(reached([...entries, ...runtime.map(({ fileName }) => fileName)])),
  };
}
