/*
 * A layer of your own: `build` makes its weights, `call` computes, and the rest follows from these two: shapes, gradients,
 * training, the summary, files.
 *
 *   npx tsc -p tsconfig.examples.json && node .build/examples/custom-layer.js
 *
 * The layer here learns points, and says how near its input is to each of them: exp(-sharpness · distance²). With one dense
 * layer behind it, a model can tell the inside of a circle from the outside, which no straight line can.
 */
import {
  Layer,
  layers,
  loadModel,
  ops,
  optimizers,
  random,
  type Shape,
  sequential,
  setRandomSeed,
  type Tensor,
  type Variable,
} from 'layerwise';

// The options. `LayerConfig` has those of all layers: name, trainable, …
interface NearnessConfig extends layers.LayerConfig {
  /** Number of points. */
  points: number;
  /** How fast nearness fades with distance. Default `1`. */
  sharpness: number;
}

// `'points'` is the option that must be given.
class Nearness extends Layer<NearnessConfig, 'points'> {
  static override readonly className = 'Nearness'; // its name in files and summaries
  points!: Variable; // made by build

  constructor(options: layers.Given<NearnessConfig, 'points'>) {
    super(options, { sharpness: 1 }); // what is given, and the defaults of the rest: both stand in this.config
  }

  // Runs once, when the shape of the input is known: here [null, features], where null stands for the batch.
  protected override build([, features = null]: Shape): void {
    this.points = this.addWeight('points', [this.config.points, features], { initializer: 'randomNormal' });
  }

  // From [batch, features] to [batch, points]. Written with ops, so its gradient is known.
  protected override call(inputs: Tensor): Tensor {
    const apart = ops.subtract(ops.expandDims(inputs, 1), this.points); // [batch, points, features]
    const squaredDistance = ops.sum(ops.square(apart), -1);
    return ops.exp(ops.multiply(squaredDistance, -this.config.sharpness));
  }
}

setRandomSeed(1); // the same points and weights at every run

// Points of a square, and whether they lie within a circle of radius 1.
const x = random.uniform([400, 2], { minval: -2, maxval: 2 });
const y = ops.less(ops.sum(ops.square(x), 1, true), 1);

const net = sequential([
  new Nearness({ points: 8, sharpness: 2, inputShape: [2] }),
  layers.dense(1, { activation: 'sigmoid' }),
]);
net.compile({ optimizer: optimizers.adam({ learningRate: 0.02 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
net.summary();
await net.fit(x, ops.cast(y, 'float32'), { epochs: 60, verbose: 0 });
const { accuracy = 0 } = await net.evaluate(x, ops.cast(y, 'float32'), { verbose: 0 });
console.log(`Inside or outside: ${(100 * accuracy).toFixed(0)} % right`);

// A file names the class and keeps its options; whoever reads it brings the class along.
const copy = await loadModel(await net.toKeras(), { customObjects: [Nearness] });
const same = ops.allclose(ops.tensor(await net.predict(x)), ops.tensor(await copy.predict(x)));
console.log(`The model from the file predicts the same: ${(await same.array()) === true}`);
