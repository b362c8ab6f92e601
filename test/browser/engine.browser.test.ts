import { afterEach, describe, expect, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.ts';
import { tensor } from '../../src/graph/index.ts';
import * as ops from '../../src/ops/index.ts';
import { devices, getDevice, setDevice } from '../../src/runtime/index.ts';

const first = getDevice();
afterEach(() => setDevice(first));

test('WASM and WebGPU are both there, and WASM is the default', async () => {
  expect(await devices()).toEqual([
    { name: 'wasm', available: true },
    { name: 'webgpu', available: true },
  ]);
  expect(first).toBe('wasm');
});

describe.each(['wasm', 'webgpu'] as const)('on %s', (device) => {
  test('a product is evaluated', async () => {
    setDevice(device);
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(await ops.matmul(x, x).array()).toEqual([
      [7, 10],
      [15, 22],
    ]);
  });

  test('a gradient is evaluated', async () => {
    setDevice(device);
    const x = tensor([1, -2, 3]);
    const [gradient] = gradients(ops.sum(ops.square(x)), [x]);
    expect(await gradient?.array()).toEqual([2, -4, 6]);
  });
});
