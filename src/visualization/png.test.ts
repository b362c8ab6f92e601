import { expect, test } from 'vitest';
import { decodePng } from '../testing/pictures.ts';
import { encodePng, pngAddress } from './png.ts';

test.each([
  ['grey', 1, [10, 10, 10, 255]],
  ['coloured', 3, [10, 11, 12, 255]],
  ['partly clear', 4, [10, 11, 12, 13]],
] as const)('a %s picture reads back as it was', async (_, channels, first) => {
  const data = Uint8Array.from({ length: 3 * 2 * channels }, (_, i) => 10 + i);
  const pixels = await decodePng(encodePng({ width: 3, height: 2, channels, data }));
  expect([pixels.width, pixels.height, [...pixels.data.subarray(0, 4)]]).toEqual([3, 2, first]);
});

test('a picture of more than 65,535 bytes takes several blocks', async () => {
  const data = Uint8Array.from({ length: 300 * 400 }, (_, i) => (i * 7) % 256);
  const pixels = await decodePng(encodePng({ width: 300, height: 400, channels: 1, data }));
  expect(Uint8Array.from({ length: data.length }, (_, i) => pixels.data[i * 4] ?? 0)).toEqual(data);
});

// The checksums of the smallest grey PNG, as zlib computes them.
test('carries the right checksums', () => {
  const file = Buffer.from(encodePng({ width: 1, height: 1, channels: 1, data: Uint8Array.of(0) }));
  expect(file.subarray(29, 33).toString('hex')).toBe('3a7e9b55');
  expect(file.subarray(-4).toString('hex')).toBe('ae426082');
});

test('fits into an address', () => {
  const address = pngAddress({ width: 1, height: 1, channels: 1, data: Uint8Array.of(0) });
  expect(address).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
});
