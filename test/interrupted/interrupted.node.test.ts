import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadModel } from '../../src/index.ts';
import { drawKey } from '../../src/utils/random.ts';

// What the backup is for: a process that is killed without warning, and one that takes its place.

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, '.build', 'interrupted');
const kills = Number(process.env.KILLS ?? 6);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-interrupted-'));
  const conditions = ['layerwise-source', 'node'];
  // One file of plain JavaScript starts in a fraction of a second.
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    build: { ssr: join(root, 'test/interrupted/train.ts'), outDir: program, emptyOutDir: true },
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

// A scenario, the seed of the moments, and after how many batches at most a process is killed.
test.each([
  ['batches', 1, 16],
  ['epochs', 2, 90],
  ['stream', 3, 18],
  ['checkpoints', 4, 16],
  ['callbacks', 5, 10],
] as const)(
  'a run that is killed again and again ends with the weights of one that is not: %s',
  async (scenario, seed, most) => {
    const whole = join(folder, `${scenario}-whole`);
    const pieces = join(folder, `${scenario}-pieces`);
    const backup = join(folder, `${scenario}-backup`);
    await started(scenario, '', whole, null);
    const restarts: boolean[] = [];
    while (!existsSync(pieces)) {
      const key = drawKey(seed, restarts.length);
      const moment = restarts.length < kills ? { batches: 1 + (key % most), delay: (key >>> 8) % 12 } : null;
      restarts.push(existsSync(backup));
      await started(scenario, backup, pieces, moment);
      await expectWhole(`${pieces}.keras`, `${pieces}.weights.h5`);
    }
    expect(await readFile(pieces, 'utf8')).toBe(await readFile(whole, 'utf8'));
    // It was not one lucky start: some of the runs went on from a backup.
    expect(restarts.filter(Boolean).length).toBeGreaterThan(1);
    expect(existsSync(backup)).toBe(false);
  },
  120_000,
);

/** Files of models and weights that are there at all can be opened, and fit. */
async function expectWhole(model: string, weights: string): Promise<void> {
  if (!existsSync(model) || !existsSync(weights)) return;
  expect(await (await loadModel(model)).loadWeights(weights)).toEqual([]);
}

/** When a process is killed: so many milliseconds after so many batches. */
interface Moment {
  readonly batches: number;
  readonly delay: number;
}

/** Runs the program to its end, or kills it. */
async function started(scenario: string, backup: string, target: string, moment: Moment | null): Promise<void> {
  const child = spawn(process.execPath, [join(program, 'train.js'), scenario, backup, target]);
  let problem = '';
  child.stderr.on('data', (text) => {
    problem += text;
  });
  let batches = 0;
  child.stdout.on('data', ({ length }: Buffer) => {
    const before = batches;
    batches += length;
    if (moment !== null && before < moment.batches && batches >= moment.batches)
      setTimeout(() => child.kill('SIGKILL'), moment.delay);
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('close', (...end) => resolve(end));
  });
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(problem);
}
