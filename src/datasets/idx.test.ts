import { expect, test } from 'vitest';
import { parseIdx } from './idx.ts';

const labels = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]);

test('reads the shape and the values', () => {
  expect(parseIdx(labels, { name: 'labels', rank: 1 })).toEqual({ data: new Uint8Array([7, 2, 1]), shape: [3] });
});

test('the values are a view, not a copy', () => {
  expect(parseIdx(labels, { name: 'labels', rank: 1 }).data.buffer).toBe(labels.buffer);
});

test('reads a view that starts anywhere in its buffer', () => {
  const shifted = new Uint8Array([99, ...labels]).subarray(1);
  expect([...parseIdx(shifted, { name: 'labels', rank: 1 }).data]).toEqual([7, 2, 1]);
});

test.each([
  ['a header cut short', labels.subarray(0, 6), /expected at least 8 bytes, received 6 bytes/],
  [
    'values cut short',
    labels.subarray(0, 10),
    /expected 3 values for the shape \[3\] that it declares, received 2 values/,
  ],
  ['values too many', new Uint8Array([...labels, 5]), /received 4 values/],
  ['labels of another type', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), /magic number 0x00000801 .* received 0x00000d01/],
  ['a gzip file', Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0), /This is a gzip file: unpack it first/],
])('refuses %s', (_, bytes, message) => {
  expect(() => parseIdx(bytes, { name: 'labels', rank: 1 })).toThrow(message);
});

test('refuses labels where images are expected', () => {
  const bytes = new Uint8Array([...labels, ...new Uint8Array(20)]);
  expect(() => parseIdx(bytes, { name: 'images', rank: 3 })).toThrow(/0x00000803 \(unsigned bytes, 3 axes\)/);
});

test('refuses a declared shape beyond all memory without allocating it', () => {
  const bytes = Uint8Array.of(0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
  expect(() => parseIdx(bytes, { name: 'images', rank: 3 })).toThrow(/received 0 values/);
});
