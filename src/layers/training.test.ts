import { expect, test } from 'vitest';
import { layerLosses } from '../testing/layer-losses.ts';
import { layerSamples } from '../testing/layer-samples.ts';
import { lossesOf } from '../testing/train-layer.ts';

// In Node on its CPU, in the browser on WebAssembly.
test.each(layerSamples)('a model learns around $name, with the same losses on every device', async (sample) => {
  const losses = await lossesOf(sample);
  const expected = layerLosses[sample.name] ?? [];
  for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(expected[i] ?? Number.NaN, 4);
});

test('every case has its losses, and no loss is left over', () => {
  expect(Object.keys(layerLosses)).toEqual(layerSamples.map(({ name }) => name));
});
