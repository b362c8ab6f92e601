/*
 * A model of your own: layers as properties, and a `call` that says how they work together. It trains, evaluates and predicts
 * like any other.
 *
 *   npx tsc -p tsconfig.examples.json && node .build/examples/custom-model.js
 *
 * The model here tells irises apart in two ways at once: straight from the measurements, and through hidden layers. What both
 * say is added up. For such a graph `model({ inputs, outputs })` would do too; a class is for what no fixed graph can say.
 */
import { datasets, layers, losses, Model, ops, optimizers, setRandomSeed, type Tensor } from 'layerwise';

class WideAndDeep extends Model {
  static override readonly className = 'WideAndDeep';
  // Layers that are kept in properties are trained, counted and saved with the model.
  readonly normalize = layers.batchNormalization();
  readonly wide = layers.dense(3);
  readonly deep = [layers.dense(16, { activation: 'relu' }), layers.dense(16, { activation: 'relu' })];
  readonly drop = layers.dropout(0.2);
  readonly out = layers.dense(3);

  // From [batch, 4] measurements to [batch, 3] logits. Dropout knows by itself whether this is training.
  protected override call(inputs: Tensor): Tensor {
    const x = this.normalize(inputs);
    let hidden = x;
    for (const layer of this.deep) hidden = layer(hidden);
    return ops.add(this.wide(x), this.out(this.drop(hidden)));
  }
}

setRandomSeed(3); // the same weights and the same order of the flowers at every run
const { train, test, classNames } = await datasets.iris();

const net = new WideAndDeep();
net.compile({
  optimizer: optimizers.adam({ learningRate: 0.01 }),
  loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  metrics: ['accuracy'],
});

// Epoch by epoch, so that it can be left as soon as it is good enough; `fit` is this loop to its end.
for await (const event of net.steps(train.features, train.labels, { epochs: 50, batchSize: 16, verbose: 0 }))
  if (event.kind === 'epoch') {
    const { accuracy = 0, loss = 0 } = event.logs;
    if (event.epoch % 5 === 0) console.log(`epoch ${event.epoch}: loss ${loss.toFixed(3)}`);
    if (accuracy > 0.98) break;
  }
net.summary();

const { accuracy = 0 } = await net.evaluate(test.features, test.labels, { verbose: 0 });
console.log(`Of ${test.labels.shape[0]} flowers that it has never seen, ${(100 * accuracy).toFixed(0)} % right`);

// Logits as probabilities, for the first of them.
const [flower] = test.labels.data;
const logits = await net.predict({ data: test.features.data.slice(0, 4), shape: [1, 4] });
const probabilities = await ops.softmax(ops.tensor(logits)).data();
const shown = classNames.map((name, i) => `${name} ${Number(probabilities[i]).toFixed(2)}`);
console.log(`A ${classNames[flower ?? 0]}: ${shown.join(', ')}`);
