/*
 * Loading a `.keras` file of the size in megabytes that the first argument says (100 unless said): how long it takes, best of five, and how
 * much memory the process holds at its most, over what it held before, in sizes of the file. With a Python that has Keras as the second
 * argument, both load the same file in turn.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execArgv, execPath, resourceUsage } from 'node:process';
import { input, layers, loadModel, sequential } from 'layerwise';

const [, script = '', size = '100', python = '', path = ''] = argv;

/** One load in a process of its own: seconds, and the growth of the most that the process held. */
async function once(): Promise<void> {
  const before = mostHeld();
  const start = performance.now();
  const net = await loadModel(path);
  const seconds = (performance.now() - start) / 1000;
  const grown = mostHeld() - before;
  console.log(JSON.stringify({ seconds, grown, parameters: net.countParams() }));
}

/**
 * The most memory that this process held, in bytes. On Linux a process inherits what `resourceUsage` says from the one that started it, so
 * the high water mark of its own memory is read instead.
 */
function mostHeld(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes ?? resourceUsage().maxRSS) * 1024;
}

const pythonOnce = `
import sys, time, keras
start = time.perf_counter()
keras.saving.load_model(sys.argv[1])
print(time.perf_counter() - start)
`;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'layerwise-loading-'));
  const file = join(folder, 'net.keras');
  const width = 1024;
  const count = Math.round((Number(size) * 1e6) / (4 * width * (width + 1)));
  const net = sequential([input({ shape: [width] }), ...Array.from({ length: count }, () => layers.dense(width))]);
  await net.save(file);
  const bytes = statSync(file).size;
  const ours: number[] = [];
  const theirs: number[] = [];
  let grown = 0;
  for (let i = 0; i < 5; i++) {
    const run = spawnSync(execPath, [...execArgv, script, size, '', file], { encoding: 'utf8' });
    const told: { seconds: number; grown: number } = JSON.parse(run.stdout);
    ours.push(told.seconds);
    grown = Math.max(grown, told.grown);
    if (python === '') continue;
    const answer = spawnSync(python, ['-c', pythonOnce, file], {
      encoding: 'utf8',
      env: { ...process.env, KERAS_BACKEND: 'jax' },
    });
    theirs.push(Number(answer.stdout));
  }
  rmSync(folder, { recursive: true });
  console.log(
    JSON.stringify({
      megabytes: bytes / 1e6,
      seconds: Math.min(...ours),
      memory: grown / bytes,
      ...(python !== '' && { kerasSeconds: Math.min(...theirs), ratio: Math.min(...ours) / Math.min(...theirs) }),
    }),
  );
}

await (path === '' ? main() : once());
