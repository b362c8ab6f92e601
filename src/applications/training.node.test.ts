import { describe, expect, test } from 'vitest';
import { sparseCategoricalCrossentropy } from '../losses/index.ts';
import { tensor } from '../ops/index.ts';
import { sgd } from '../optimizers/index.ts';
import { knownPictures, knownWeight } from '../testing/known-numbers.ts';
import { parityCases } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import type { ApplicationModel } from './application.ts';
import * as applications from './index.ts';

/** The engine takes a while to compile the step of a network of hundreds of layers on a busy machine. */
const patience = 120_000;

const steps = await parityCases('applications_training');

describe('the losses before and after a step of training are Keras’s', () => {
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
      // How far the loss falls is the gradient's length squared. A net this deep magnifies rounding: of a loss that falls by a
      // fifth, Keras's own float32 is 7e-4 from its float64.
      expect(Math.abs(first - second - (before - after)) / (before - after)).toBeLessThan(1e-2);
    },
    patience,
  );
});

type Pictures = {
  readonly shape: readonly number[];
  readonly range: readonly [number, number];
};

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
