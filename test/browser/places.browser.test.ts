import { expect, test, vi } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { input } from '../../src/layers/index.ts';
import { sequential } from '../../src/models/index.ts';
import { loadModel } from '../../src/saving/index.ts';

const net = () => sequential([input({ shape: [3] }), layers.dense(2, { name: 'last' })], { name: 'net' });
const x = [[1, 2, 3]];

test.each(['indexeddb://tests/net', 'opfs://tests/deep/net.keras'])('a model comes back from %s', async (place) => {
  const saved = net();
  await saved.save(place);
  const loaded = await loadModel(place);
  expect(await loaded.predict(x)).toEqual(await saved.predict(x));
});

test('what is saved again takes the old place', async () => {
  await net().save('opfs://again.keras');
  const saved = net();
  await saved.save('opfs://again.keras');
  expect(await (await loadModel('opfs://again.keras')).predict(x)).toEqual(await saved.predict(x));
});

test('weights come back from the browser’s own files', async () => {
  const [saved, loaded] = [net(), net()];
  await saved.saveWeights('opfs://x.safetensors');
  await loaded.loadWeights('opfs://x.safetensors');
  expect(await loaded.predict(x)).toEqual(await saved.predict(x));
});

test('what was never saved is named', async () => {
  await expect(loadModel('indexeddb://never')).rejects.toThrow("'indexeddb://never'");
  await expect(loadModel('opfs://never.keras')).rejects.toThrow("'opfs://never.keras'");
});

test('a File that the user chose is read', async () => {
  const file = new File([new Uint8Array(await net().toKeras())], 'net.keras');
  expect((await loadModel(file)).name).toBe('net');
});

test('a blob address is fetched, with progress', async () => {
  const address = URL.createObjectURL(new Blob([new Uint8Array(await net().toKeras())]));
  const onProgress = vi.fn();
  expect((await loadModel(address, { onProgress })).name).toBe('net');
  expect(onProgress).toHaveBeenCalled();
});

test('a download is handed to the user', async () => {
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  await net().save('downloads://net.keras');
  const link = click.mock.contexts[0] as HTMLAnchorElement | undefined; // what was clicked
  expect(link?.download).toBe('net.keras');
  const bytes = await (await fetch(link?.href ?? '')).arrayBuffer();
  expect((await loadModel(bytes)).name).toBe('net');
  click.mockRestore();
});
