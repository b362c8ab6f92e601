// The race in Chromium: ours on WASM and WebGPU against TensorFlow.js on WASM, WebGL and WebGPU, a fresh browser for each measurement.
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { root } from '../command-line.ts';
import type { Assignment, Finding } from '../measure.ts';
import { type Row, rowOf, type Skipped } from '../results.ts';
import { folder as rivals } from '../rivals/install.ts';
import type { Workload } from '../workloads.ts';
import type { Place } from './page.ts';

interface BrowserContender extends Pick<Place, 'library' | 'device'> {
  readonly name: string;
  readonly ours?: true;
  readonly threads: number;
}

const contenders: readonly BrowserContender[] = [
  { name: 'Layerwise, WASM, 1 thread', ours: true, library: 'layerwise', device: 'wasm', threads: 1 },
  { name: 'Layerwise, WASM, 2 threads', ours: true, library: 'layerwise', device: 'wasm', threads: 2 },
  { name: 'Layerwise, WebGPU', ours: true, library: 'layerwise', device: 'webgpu', threads: 1 },
  { name: 'TensorFlow.js, WASM, 1 thread', library: 'tensorflow', device: 'wasm', threads: 1 },
  { name: 'TensorFlow.js, WASM, 2 threads', library: 'tensorflow', device: 'wasm', threads: 2 },
  { name: 'TensorFlow.js, WebGL', library: 'tensorflow', device: 'webgl', threads: 1 },
  { name: 'TensorFlow.js, WebGPU', library: 'tensorflow', device: 'webgpu', threads: 1 },
];

/** WebGL in software, as WebGPU is by the flags of the repository's tests. */
const webgl = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** What the repository's scripts know of browsers. */
interface Chromium {
  readonly launcher: string;
  readonly flags: readonly string[];
  setup(): Promise<void>;
}

/** Runs the race; those that cannot run are added to `skipped`. */
export async function browserRows(
  workloads: readonly Workload[],
  given: {
    readonly seconds: number;
    readonly rounds: number;
    readonly chosen: (name: string) => boolean;
    readonly skipped: Skipped[];
    /** Is told all rows so far after each workload. */
    readonly keep: (rows: readonly Row[]) => void;
  },
): Promise<void> {
  const { seconds, rounds, skipped } = given;
  const { launcher, flags, setup }: Chromium = await import(
    new URL('../../../scripts/lib/chromium.mjs', import.meta.url).href
  );
  await setup();
  const { chromium } = await import('playwright');
  const args = [...flags, ...webgl];
  const launch = () => chromium.launch({ executablePath: launcher, args, timeout: 60_000 });
  const site = await serve();
  const rows: Row[] = [];
  const installed = existsSync(`${rivals}/node_modules/@tensorflow/tfjs`);
  if (!installed) skipped.push({ contender: 'TensorFlow.js in Chromium', reason: 'not installed' });
  const present = contenders.filter(
    ({ library, name }) => (installed || library === 'layerwise') && given.chosen(name),
  );
  try {
    for (const workload of workloads.filter(({ compiling }) => !compiling)) {
      const findings = new Map<BrowserContender, Finding[]>();
      const failed = new Set<string>();
      for (let round = 0; round < rounds; round++)
        for (const contender of present)
          for (const kind of ['train', 'predict'] as const) {
            const { name, device, library, threads } = contender;
            if (failed.has(name + kind)) continue;
            // Where a GPU is software, or one thread does all, an epoch of the full length would last minutes.
            const share = device !== 'wasm' ? 64 : library === 'layerwise' ? 4 : 16;
            const steps = Math.max(2, Math.ceil(workload.steps / share));
            const assignment = { workload, kind, threads, seconds, steps };
            try {
              const found = await once(await launch(), site.address, contender, assignment);
              findings.set(contender, [...(findings.get(contender) ?? []), found]);
            } catch (error) {
              failed.add(name + kind);
              const reason = cause(error instanceof Error ? error.message : String(error));
              skipped.push({ contender: name, workload: workload.name, kind, reason });
            }
          }
      for (const [contender, found] of findings) rows.push(rowOf(workload.name, contender, found));
      given.keep(rows);
      console.log(`${workload.name} in Chromium done`);
    }
  } finally {
    await site.close();
  }
}

/** One measurement in a page of its own. */
async function once(
  browser: Browser,
  address: string,
  { library, device }: BrowserContender,
  given: Assignment,
): Promise<Finding> {
  try {
    const page = await browser.newPage();
    await page.goto(address);
    if (library === 'tensorflow') {
      const packages = `${rivals}/node_modules/@tensorflow`;
      await page.addScriptTag({ path: `${packages}/tfjs/dist/tf.min.js` });
      if (device !== 'webgl')
        await page.addScriptTag({ path: `${packages}/tfjs-backend-${device}/dist/tf-backend-${device}.min.js` });
    }
    await page.waitForFunction(() => 'measure' in globalThis);
    const place = { library, device, files: '/.build/rivals/node_modules/@tensorflow/tfjs-backend-wasm/dist/' };
    const late = pause(120_000 + 20_000 * given.seconds, null, { ref: false }).then((): never => {
      throw new Error('did not finish in time');
    });
    const found = page.evaluate(([where, what]) => Reflect.get(globalThis, 'measure')(where, what), [
      place,
      given,
    ] as const);
    return (await Promise.race([found, late])) as Finding; // what page.ts returns
  } finally {
    await browser.close();
  }
}

/** Serves the repository to isolated pages, the compiled benchmark and package among it. */
async function serve(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const folder = `${root}.build/benchmarks`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${folder}/page.html`,
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/.build/bench/browser/page.js"></script>',
  );
  const { createServer } = await import('vite');
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'mpa',
    cacheDir: `${root}.build/benchmarks/vite`,
    resolve: { alias: { layerwise: `${root}dist/index.js` } },
    optimizeDeps: {
      exclude: ['onnxruntime-web'],
      include: ['@bufbuild/protobuf', '@bufbuild/protobuf/codegenv2', '@bufbuild/protobuf/wkt'],
      noDiscovery: true,
    },
    server: {
      fs: { allow: [root, realpathSync(`${root}node_modules`)] },
      hmr: false,
      watch: null,
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
    },
  });
  await server.listen();
  const [address] = server.resolvedUrls?.local ?? [];
  if (address === undefined) throw new Error('the server of the pages did not start');
  return { address: `${address}.build/benchmarks/page.html`, close: () => server.close() };
}

/** The first line of Playwright's account of an error in a page. */
function cause(message: string): string {
  const [first = ''] = message.split('\n');
  return first
    .replace(/^page\.\w+: /, '')
    .replace(/https?:\/\/\S+/g, '…')
    .slice(0, 200);
}
