import * as wasm from 'onnxruntime-web/wasm';
import * as webgpu from 'onnxruntime-web/webgpu';
import { expect, test } from 'vitest';

// What the other tests in the browser stand on: an isolated page, WASM threads, a GPU, and ONNX Runtime on both.

test('the page is isolated, so that WASM threads exist', () => {
  expect(crossOriginIsolated).toBe(true);
  expect(new SharedArrayBuffer(8).byteLength).toBe(8);
});

test('package imports take the side of the browser', async () => {
  // Node's side would import node:fs and fail to load.
  await expect(import('#files')).resolves.toBeTypeOf('object');
});

test('a model runs on the WASM provider, in two threads', async () => {
  wasm.env.wasm.numThreads = 2;
  const session = await wasm.InferenceSession.create(squareModel(), { executionProviders: ['wasm'] });
  const { y } = await session.run({ x: new wasm.Tensor('float32', [1, 2, 3, 4], [2, 2]) });
  expect(Array.from(await read(y))).toEqual([7, 10, 15, 22]);
  // Where threads are impossible the engine sets this to 1 and carries on.
  expect(wasm.env.wasm.numThreads).toBe(2);
  await session.release();
});

test('a model runs on the WebGPU provider, with no node left to the CPU', async () => {
  const session = await webgpu.InferenceSession.create(squareModel(), {
    executionProviders: ['webgpu'],
    preferredOutputLocation: 'gpu-buffer',
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  });
  const { y } = await session.run({ x: new webgpu.Tensor('float32', [1, 2, 3, 4], [2, 2]) });
  expect(y?.location).toBe('gpu-buffer');
  expect(Array.from(await read(y))).toEqual([7, 10, 15, 22]);
  await session.release();
});

interface Readable {
  getData(): Promise<unknown>;
}

async function read(output: Readable | undefined): Promise<Float32Array> {
  const data = await output?.getData();
  if (!(data instanceof Float32Array)) throw new Error('internal: the output holds no float32 data');
  return data;
}

/** The ONNX file of `y = x · x` for float32[2, 2], written out by hand: this test must not lean on our own writer. */
function squareModel(): Uint8Array {
  const matrix = [field(2, field(1, field(1, 1), field(2, field(1, field(1, 2)), field(1, field(1, 2)))))];
  const value = (name: string) => [field(1, name), ...matrix];
  const node = [field(1, 'x'), field(1, 'x'), field(2, 'y'), field(4, 'MatMul')];
  const graph = [field(1, ...node), field(2, 'square'), field(11, ...value('x')), field(12, ...value('y'))];
  return bytes([field(1, 10), field(8, field(1, ''), field(2, 21)), field(7, ...graph)]);
}

/** One protobuf field: a number, a text, or a message of other fields. */
function field(number: number, ...content: (number | string | number[])[]): number[] {
  const [first] = content;
  if (typeof first === 'number') return [number << 3, first];
  const body = typeof first === 'string' ? Array.from(new TextEncoder().encode(first)) : Array.from(bytes(content));
  return [(number << 3) | 2, body.length, ...body];
}

function bytes(parts: readonly (number | string | number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (Array.isArray(part) ? part : [])));
}
