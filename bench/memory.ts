/*
 * Whether memory grows while the chapter's network trains: resident memory after every tenth of 20,000 steps (or as many as
 * the first argument says), and at last, as JSON, what was gained after the first fifth.
 */
import { argv, memoryUsage } from 'node:process';
import { layers, losses, sequential } from 'layerwise';

const steps = Number(argv[2] ?? 20_000);
const count = 32 * 16;
const x = { data: Float32Array.from({ length: count * 784 }, () => Math.random()), shape: [count, 784] };
const y = Int32Array.from({ length: count }, () => Math.floor(Math.random() * 10));
const net = sequential([layers.dense(128, { activation: 'relu', inputShape: [784] }), layers.dense(10)]);
net.compile({
  optimizer: 'adam',
  loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  metrics: ['accuracy'],
});

const held: number[] = [];
let done = 0;
for await (const event of net.steps(x, y, { batchSize: 32, epochs: Math.ceil(steps / 16) }))
  if (event.kind === 'batch' && ++done % (steps / 10) === 0) {
    const { rss, heapUsed, external } = memoryUsage();
    held.push(rss);
    const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0).padStart(5);
    console.log(
      `${String(done).padStart(7)} steps: resident ${megabytes(rss)} MB, heap ${megabytes(heapUsed)} MB, buffers ${megabytes(external)} MB`,
    );
  }
console.log(JSON.stringify({ grownBytes: (held[9] ?? 0) - (held[1] ?? 0) }));
