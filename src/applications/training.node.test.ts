import { describe, expect, test } from 'vitest';
import { sparseCategoricalCrossentropy } from '../losses/index.ts';
import { tensor } from '../ops/index.ts';
import { sgd } from '../optimizers/index.ts';
import { knownPictures, knownWeight } from '../testing/known-numbers.ts';
import { parityCases } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import type { ApplicationModel } from './application.ts';
import * as applications from './index.ts';

/** The engine takes half a minute to compile the step of a network of hundreds of layers on a busy machine. */
const patience = 240_000;

const steps = await parityCases('applications_training');

describe('the loss after a step of training is Keras’s', () => {
  test.each(steps)(
    '$id',
    async (parity) => {
      const { given, answer, name, config } = parity;
      const { shape, range } = given.pictures as Pictures;
      const net = built(name, config);
      setKnownWeights(net);
      net.compile({
        optimizer: sgd({ learningRate: Number(given.learning_rate) }),
        loss: sparseCategoricalCrossentropy(),
      });
      const labels = {
        data: Int32Array.from({ length: shape[0] ?? 0 }, (_, i) => i % Number(config.classes)),
        shape: shape.slice(0, 1),
      };
      const losses: number[] = [];
      for (let i = 0; i < 2; i++)
        losses.push((await net.trainOnBatch(knownPictures(shape, range), labels)).loss ?? Number.NaN);
      const [before = 0, after = 0] = answer.losses as readonly number[];
      const [first = Number.NaN, second = Number.NaN] = losses;
      expect(reportCase('applications_training', parity, Math.abs(first - before) / before)).toBeLessThan(1e-5);
      // Steep networks magnify rounding: Keras's own float32 is 7e-4 from its float64 for MobileNetV2, 6e-3 for ResNet50.
      expect(Math.abs(second - after) / after).toBeLessThan(3e-2);
    },
    patience,
  );
});

describe('a step of training moves the trainable weights', () => {
  test.each<[string, () => ApplicationModel, readonly [number, number]]>([
    ['vgg16', () => applications.vgg16({ includeTop: false, inputShape: [32, 32, 3], pooling: 'avg' }), [-1, 1]],
    ['efficientNetB0', () => applications.efficientNetB0({ inputShape: [64, 64, 3], classes: 4 }), [0, 255]],
  ])(
    '%s',
    async (_, made, range) => {
      const net = made();
      setKnownWeights(net);
      const values = () => Promise.all(net.trainableWeights.map((weight) => weight.evaluated()));
      const before = await values();
      net.compile({ optimizer: sgd({ learningRate: 1 }), loss: 'mse' });
      const { loss } = await net.trainOnBatch(
        knownPictures([4, net.inputs.shape[1] ?? 0, net.inputs.shape[2] ?? 0, 3], range),
        {
          data: new Float32Array(4 * Number(net.outputs.shape[1])).fill(1),
          shape: [4, Number(net.outputs.shape[1])],
        },
      );
      expect(loss).toBeGreaterThan(0);
      const after = await values();
      const still = net.trainableWeights.filter(
        (_, i) => String(after[i]?.data.slice(0, 64)) === String(before[i]?.data.slice(0, 64)),
      );
      // A few stand where nothing passes a rectifier, or move by less than float32 tells.
      expect(still.length / net.trainableWeights.length, still.map(({ path }) => path).join()).toBeLessThan(0.15);
      expect(after.every(({ data }) => data.every((value) => Number.isFinite(Number(value))))).toBe(true);
    },
    patience,
  );
});

interface Pictures {
  readonly shape: readonly number[];
  readonly range: readonly [number, number];
}

function built(name: string, config: object): ApplicationModel {
  const functions: Readonly<Record<string, unknown>> = applications;
  const found = Object.keys(functions).find((key) => key.toLowerCase() === name.toLowerCase());
  return (functions[found ?? ''] as (options: object) => ApplicationModel)(config); // told by its name
}

function setKnownWeights(net: ApplicationModel): void {
  net.setWeights(
    net.weights.map(({ name, dims, dtype }, i) => {
      const { data, shape } = knownWeight(name, dims.map(Number), i);
      return tensor(dtype === 'int32' ? Int32Array.from(data) : data, shape);
    }),
  );
}
