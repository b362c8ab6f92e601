import { describe, expect, test } from 'vitest';
import { clearSession } from '../layers/index.ts';
import { tensor } from '../ops/index.ts';
import { knownPictures, knownWeight } from '../testing/known-numbers.ts';
import { essential } from '../testing/layer-config.ts';
import { arrayOf, largestDifference, type ParityCase, parityCases, type Recorded } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import type { ApplicationModel } from './application.ts';
import * as applications from './index.ts';

type Fields = Readonly<Record<string, Recorded>>;

for (const parity of await parityCases('applications')) {
  const { id, given, answer } = parity;
  const made = () => built(parity);

  describe(id, () => {
    test('has the layers of Keras, in its order, with its shapes', () => {
      const net = made();
      const layers = net.graph.operations.map(({ name, className, nodes }) => [
        name,
        className,
        nodes[0]?.outputs[0]?.shape,
      ]);
      expect(net.name).toBe(answer.name);
      expect(layers).toEqual(answer.layers);
    });

    test('has as many weights', () => {
      const net = made();
      const count = (weights: ApplicationModel['weights']) =>
        weights.reduce((sum, { dims }) => sum + dims.reduce<number>((size, dim) => size * Number(dim), 1), 0);
      expect({
        total: count(net.weights),
        trainable: count(net.trainableWeights),
        non_trainable: count(net.nonTrainableWeights),
      }).toEqual(answer.parameters);
    });

    test.skipIf(answer.config === undefined)('is written as Keras writes it', () => {
      expect(essence(JSON.parse(made().toJSON()))).toEqual(essence(answer.config ?? null));
    });

    test.skipIf(given.pictures === undefined)('gives the same for the same weights', async () => {
      const net = made();
      const { shape, range } = given.pictures as { shape: readonly number[]; range: readonly [number, number] };
      net.setWeights(
        net.weights.map(({ name, dims, dtype }, i) => {
          const { data } = knownWeight(name, dims.map(Number), i);
          return tensor(dtype === 'int32' ? Int32Array.from(data) : data, dims.map(Number));
        }),
      );
      const { data } = await net.predict(knownPictures(shape, range));
      const expected = arrayOf(answer, 'output').data as Float32Array;
      const size = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const difference = largestDifference(data, expected, size);
      expect(reportCase('applications', parity, difference)).toBeLessThan(1e-5);
    });
  });
}

function built({ name, config }: ParityCase): ApplicationModel {
  clearSession();
  const functions: Readonly<Record<string, unknown>> = applications;
  const found = Object.keys(functions).find((key) => key.toLowerCase() === name.toLowerCase());
  const build = functions[found ?? ''] as (options: object) => ApplicationModel; // without weights

  return build(config);
}

/** What of a written model must be the same: its layers, their options, and which call reads which. */
function essence(written: unknown): unknown {
  const { name, layers, input_layers, output_layers } = (written as { config: Fields }).config; // a written model has them
  const parts = layers as readonly Fields[];
  return {
    name,
    ends: [input_layers, output_layers].map((ends) => JSON.stringify(ends)),
    layers: parts.map(({ name, class_name, config, inbound_nodes }) => ({
      name,
      class_name,
      config: essential(config as Fields, true),
      reads: histories(inbound_nodes),
    })),
  };
}

/** Where the tensors of a call come from, in their order. */
function histories(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(histories);
  if (typeof value !== 'object' || value === null) return [];
  const { keras_history } = value as Fields; // an object of the recording
  return keras_history !== undefined ? [keras_history] : Object.values(value).flatMap(histories);
}
