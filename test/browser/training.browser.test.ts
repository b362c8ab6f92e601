import { afterAll, expect, test } from 'vitest';
import { type Device, layers, losses, sequential, setDevice, setRandomSeed } from '../../src/index.ts';

afterAll(() => setDevice('wasm'));

/** The losses of a small network's first epochs on a device, always from the same weights. */
async function lossesOn(
  device: Device,
): Promise<{ readonly losses: readonly number[]; readonly outputs: readonly number[] }> {
  setDevice(device);
  setRandomSeed(7);
  const net = sequential([
    layers.dense(16, { activation: 'relu', inputShape: [8] }),
    layers.batchNormalization(),
    layers.dropout(0.25, { seed: 3 }),
    layers.dense(3),
  ]);
  net.compile({
    optimizer: 'adam',
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
  });
  const x = { data: Float32Array.from({ length: 64 * 8 }, (_, i) => Math.sin(i * 1.7)), shape: [64, 8] };
  const y = Int32Array.from({ length: 64 }, (_, i) => i % 3);
  const { history } = await net.fit(x, y, { epochs: 2, batchSize: 32, verbose: 0, shuffle: false });
  const { data } = await net.predict({ data: x.data.slice(0, 32), shape: [4, 8] });
  return { losses: history.loss ?? [], outputs: Array.from(data, Number) };
}

test('training on WebGPU gives the losses that WebAssembly gives', async () => {
  const wasm = await lossesOn('wasm');
  const gpu = await lossesOn('webgpu');
  expect(wasm.losses).toHaveLength(2);
  for (const [i, loss] of wasm.losses.entries())
    expect(Math.abs((gpu.losses[i] ?? Number.NaN) - loss)).toBeLessThan(1e-4);
  for (const [i, output] of wasm.outputs.entries())
    expect(Math.abs((gpu.outputs[i] ?? Number.NaN) - output)).toBeLessThan(1e-3);
});

test('weights move from device to device', async () => {
  setDevice('webgpu');
  const net = sequential([layers.dense(1, { inputShape: [2], kernelInitializer: 'ones' })]);
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  await net.fit(
    [
      [1, 2],
      [3, 4],
    ],
    [1, 2],
    { verbose: 0 },
  );
  const onGpu = (await net.getWeights()).map(({ data }) => Array.from(data, Number));
  setDevice('wasm');
  const onCpu = await net.predict([[1, 2]]);
  const [kernel = [], bias = []] = onGpu;
  expect(onCpu.data[0]).toBeCloseTo((kernel[0] ?? 0) + 2 * (kernel[1] ?? 0) + (bias[0] ?? 0), 4);
  await net.fit(
    [
      [1, 2],
      [3, 4],
    ],
    [1, 2],
    { verbose: 0 },
  );
});
