/*
 * What the machine can do, in a process of its own: the speed of matrix products (as the engine does them, 8 products of
 * 1024 x 1024 in a row) and of memory (all threads copying, over working sets of several sizes). Prints JSON.
 */
import { argv } from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { MachineSpeed } from './floor.ts';

const threads = Number(argv[2] ?? 1);
const megabytes = [1, 4, 16, 64, 256];

if (isMainThread)
  console.log(JSON.stringify({ products: await products(), memory: await memory() } satisfies MachineSpeed));
else parentPort?.postMessage(copied(workerData.bytes, workerData.milliseconds));

/** Multiplications and additions in a second. */
async function products(): Promise<number> {
  const { input, layers, sequential, setDevice } = await import('layerwise');
  setDevice('cpu', { threads });
  const size = 1024;
  const count = 8;
  const net = sequential([
    input({ shape: [size] }),
    ...Array.from({ length: count }, () => layers.dense(size, { useBias: false })),
  ]);
  const x = { data: new Float32Array(size * size).fill(0.01), shape: [size, size] };
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 12; i++) {
    const start = performance.now();
    await net.predict(x, { batchSize: size });
    if (i > 1) best = Math.min(best, performance.now() - start);
  }
  return (count * 2 * size ** 3) / (best / 1000);
}

/** Bytes read and written in a second, by the size of the working set. */
async function memory(): Promise<MachineSpeed['memory']> {
  const speeds: [number, number][] = [];
  for (const size of megabytes) {
    const bytes = (size * 2 ** 20) / threads;
    const workers = Array.from(
      { length: threads },
      () => new Worker(new URL(import.meta.url), { argv: [threads], workerData: { bytes, milliseconds: 150 } }),
    );
    const each = await Promise.all(
      workers.map((worker) => new Promise<number>((resolve) => worker.once('message', resolve))),
    );
    speeds.push([size * 2 ** 20, each.reduce((sum, speed) => sum + speed, 0)]);
  }
  return speeds;
}

/** Copies one half of so many bytes to the other, again and again. Gives bytes read and written in a second. */
function copied(bytes: number, milliseconds: number): number {
  const half = Math.floor(bytes / 8);
  const from = new Float32Array(half).fill(1);
  const to = new Float32Array(half);
  const warm = performance.now() + milliseconds / 3;
  while (performance.now() < warm) to.set(from);
  let passes = 0;
  const start = performance.now();
  let now = start;
  for (; now < start + milliseconds; now = performance.now(), passes++) to.set(from);
  return (passes * half * 8) / ((now - start) / 1000);
}
