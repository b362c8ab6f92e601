/*
 * One step of training of Keras's simple convnet for MNIST (two convolutions with pools, dropout, Adam), as `fit` takes it,
 * batches cut and logs read included. Prints JSON: ms for each step, what building and compiling took, and the processor
 * time of a step, which says more than the clock where other programs run as well.
 */
import { argv, cpuUsage, memoryUsage } from 'node:process';
import { layers, sequential, setDevice } from 'layerwise';

const [batch = 128, steps = 50, threads = 2] = argv.slice(2).map(Number);
setDevice('cpu', { threads });
const count = batch * 16;
const x = { data: Float32Array.from({ length: count * 784 }, () => Math.random()), shape: [count, 28, 28, 1] };
const y = Int32Array.from({ length: count }, () => Math.floor(Math.random() * 10));

const begin = performance.now();
const net = sequential([
  layers.conv2D(32, 3, { activation: 'relu', inputShape: [28, 28, 1] }),
  layers.maxPooling2D(2),
  layers.conv2D(64, 3, { activation: 'relu' }),
  layers.maxPooling2D(2),
  layers.flatten(),
  layers.dropout(0.5),
  layers.dense(10, { activation: 'softmax' }),
]);
net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
const warmUp = 5;
const times: number[] = [];
let firstStep = 0;
let before = 0;
let early = 0;
let used = cpuUsage();
for await (const event of net.steps(x, y, { batchSize: batch, epochs: Math.ceil((steps + warmUp + 2) / 16) })) {
  if (event.kind !== 'batch') {
    before = performance.now();
    continue;
  }
  const now = performance.now();
  if (firstStep === 0) firstStep = now - begin;
  else if (before > 0) times.push(now - before);
  before = now;
  if (times.length === warmUp) {
    early = memoryUsage().rss;
    used = cpuUsage();
  }
}
const { user, system } = cpuUsage(used);
const measured = times.slice(warmUp);
console.log(
  JSON.stringify({
    firstStep,
    times: measured,
    processorTime: (user + system) / 1000 / measured.length,
    grownBytes: memoryUsage().rss - early,
  }),
);
