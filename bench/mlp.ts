/*
 * One step of training of the chapter's network (784-128-10, Adam, crossentropy), as `fit` takes it, batches cut and logs read
 * included. Prints JSON: ms for each step, and what building and compiling took.
 */
import { argv, memoryUsage } from 'node:process';
import { layers, losses, sequential, setDevice } from 'layerwise';

const [batch = 32, steps = 500, threads = 2] = argv.slice(2).map(Number);
setDevice('cpu', { threads });
const count = batch * 16;
const x = { data: Float32Array.from({ length: count * 784 }, () => Math.random()), shape: [count, 784] };
const y = Int32Array.from({ length: count }, () => Math.floor(Math.random() * 10));

const begin = performance.now();
const net = sequential([layers.dense(128, { activation: 'relu', inputShape: [784] }), layers.dense(10)]);
net.compile({
  optimizer: 'adam',
  loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  metrics: ['accuracy'],
});
const times: number[] = [];
let firstStep = 0;
let before = 0;
let early = 0;
const epochs = Math.ceil((steps + 50) / 16);
for await (const event of net.steps(x, y, { batchSize: batch, epochs })) {
  if (event.kind !== 'batch') {
    before = performance.now();
    continue;
  }
  const now = performance.now();
  if (firstStep === 0) firstStep = now - begin;
  else if (before > 0) times.push(now - before);
  before = now;
  if (times.length === Math.floor(steps / 10)) early = memoryUsage().rss;
}
console.log(JSON.stringify({ firstStep, times: times.slice(50), grownBytes: memoryUsage().rss - early }));
