/*
 * The book chapter's network, trained on the real MNIST: 60,000 handwritten digits of 28 by 28 pixels.
 *
 *   npm start                      5 epochs, pictures in ./out
 *   npm start -- --epochs 1        fewer epochs
 *   npm start -- --out pictures    another folder
 */
import { parseArgs } from 'node:util';
import { datasets, layers, losses, ops, plot, sequential, setRandomSeed } from 'layerwise';
import { digitPicture, probabilityBars, sideBySide } from 'layerwise/node';

const { values } = parseArgs({
  options: { epochs: { type: 'string', default: '5' }, out: { type: 'string', default: 'out' } },
});

setRandomSeed(42); // the same digits, the same weights, the same accuracy at every run

const { train, test } = await datasets.mnist({ normalize: true }); // pixels from 0 to 1

const net = sequential([
  layers.flatten({ inputShape: [28, 28] }),
  layers.dense(128, { activation: 'relu' }),
  layers.dense(10), // no softmax here: it is part of the loss
]);
net.compile({
  optimizer: 'adam',
  loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  metrics: ['accuracy'],
});
net.summary();

const history = await net.fit(train.images, train.labels, {
  epochs: Number(values.epochs),
  validationData: [test.images, test.labels],
});
const { loss, accuracy } = await net.evaluate(test.images, test.labels, { verbose: 0 });
console.log(`\nOn 10,000 digits it has never seen: loss ${loss?.toFixed(4)}, accuracy ${accuracy?.toFixed(4)}\n`);

// A few predictions, with the probabilities that softmax makes of the logits.
const few = { data: test.images.data.slice(0, 3 * 28 * 28), shape: [3, 28, 28] };
const probabilities = await ops.softmax(ops.tensor(await net.predict(few))).data();
const names = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
for (let i = 0; i < 3; i++) {
  const picture = digitPicture(few.data.subarray(i * 784, (i + 1) * 784), 28, 28);
  const bars = probabilityBars(Array.from(probabilities.slice(i * 10, (i + 1) * 10), Number), names);
  console.log(`This is a ${test.labels.data[i]}:\n${sideBySide([picture, bars])}`);
}

const pictures = {
  activations: await plot.activations(['relu', 'sigmoid', 'tanh', 'leakyRelu'], { title: 'Activation functions' }),
  'learning-curves': plot.history(history),
};
for (const [name, picture] of Object.entries(pictures))
  for (const format of ['svg', 'png']) {
    const path = `${values.out}/${name}.${format}`;
    await picture.save(path);
    console.log(`Wrote ${path}`);
  }
