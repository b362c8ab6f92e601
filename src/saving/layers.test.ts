import { describe, expect, test } from 'vitest';
import { input, layers } from '../index.ts';
import { layerOf, serializeLayer } from './index.ts';

describe('layers as JSON', () => {
  test('come back with their options', () => {
    const wrapped = layers.timeDistributed(layers.conv2D(4, 3, { activation: 'relu', name: 'seen' }), { name: 'each' });
    const written = serializeLayer(wrapped);
    const read = layerOf(JSON.parse(JSON.stringify(written)));
    expect(serializeLayer(read)).toEqual(written);
    expect(read.computeOutputShape([null, 5, 8, 8, 3] as never)).toEqual([null, 5, 6, 6, 4]); // layers of any input
  });

  test('are read under the names that Keras has for older code', () => {
    const described = { class_name: 'Conv2D', config: { filters: 2, kernel_size: [3, 3] } };
    expect(layerOf(described)).toBeInstanceOf(layers.Convolution2D);
  });

  test('take weights that are made again', () => {
    const read = layerOf(serializeLayer(layers.dense(3)));
    const x = input({ shape: [2] });
    read.apply(x as never); // layers of any input
    expect(read.weights.map(({ shape }) => shape)).toEqual([[2, 3], [3]]);
  });

  test('must be of a class that is known', () => {
    expect(() => layerOf({ module: 'keras.layers', class_name: 'Dens', config: {}, registered_name: null })).toThrow(
      "layerOf: expected classes of layers that are known, received 'keras.layers.Dens'. Did you mean 'Dense'?",
    );
  });
});
