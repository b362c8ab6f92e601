/*
 * Keras's simple convnet for MNIST: two convolutions with pools between them, trained on 60,000 handwritten digits. Three
 * epochs reach 98.5 % of the test digits and more.
 *
 *   node .build/examples/convnet.js               3 epochs
 *   node .build/examples/convnet.js --epochs 12   as long as Keras's own example
 *
 * After https://keras.io/examples/vision/mnist_convnet/
 */
import { parseArgs } from 'node:util';
import { datasets, layers, sequential, setRandomSeed } from 'layerwise';

const { values } = parseArgs({ options: { epochs: { type: 'string', default: '3' } } });

setRandomSeed(42); // the same weights, the same order, the same accuracy at every run

const { train, test } = await datasets.mnist({ normalize: true }); // pixels from 0 to 1
const pictures = (images: typeof train.images) => ({ data: images.data, shape: [...images.shape, 1] }); // one channel: grey

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
net.summary();

const batchSize = 128;
const epochs = Number(values.epochs);
const start = performance.now();
await net.fit(pictures(train.images), train.labels, { batchSize, epochs });
const steps = epochs * Math.ceil(60000 / batchSize);
console.log(`\n${((performance.now() - start) / steps).toFixed(1)} ms for a step of ${batchSize} digits`);

const { loss, accuracy } = await net.evaluate(pictures(test.images), test.labels, { verbose: 0 });
console.log(`On 10,000 digits it has never seen: loss ${loss?.toFixed(4)}, accuracy ${accuracy?.toFixed(4)}`);
