import { afterAll, describe, expect, test } from 'vitest';
import { setDevice } from '../../src/index.ts';
import { layerDraws } from '../../src/testing/layer-draws.ts';
import { layerSamples, mistakenSamples } from '../../src/testing/layer-samples.ts';
import { stepOf } from '../../src/testing/train-layer.ts';
import { leftToTheCpu } from './layers.exceptions.ts';

afterAll(() => setDevice('wasm'));

layerDraws('of layers on WebGPU', () => setDevice('webgpu'));

describe('a step of training on WebGPU gives the loss that WebAssembly gives, and leaves nothing to the CPU', () => {
  test.each([...layerSamples, ...mistakenSamples])('$name', async (sample) => {
    setDevice('webgpu');
    const refusal = await stepOf(sample, { strict: true }).then(() => null, String);
    const loss = await stepOf(sample);
    setDevice('wasm');
    const expected = await stepOf(sample);
    expect(Math.abs(loss - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected)));
    if (leftToTheCpu[sample.name] === undefined) expect(refusal).toBeNull();
    else expect(refusal, 'it runs on WebGPU alone now: take it off the list').toContain('default CPU EP');
  });

  test('no exception is left over', () => {
    const names = layerSamples.map(({ name }) => name);
    expect(Object.keys(leftToTheCpu).filter((name) => !names.includes(name))).toEqual([]);
  });
});
