import { describe, expect, test } from 'vitest';
import { decodePng } from '../testing/pictures.ts';
import type { ArrayData } from '../utils/arrays.ts';
import { images } from './images.ts';
import { rasters } from './rasters.ts';

const grey = (count: number, value = 0): ArrayData => ({
  data: new Uint8Array(count * 16).fill(value),
  shape: [count, 4, 4],
});
const captions = async (...given: Parameters<typeof images>) =>
  [...(await images(...given).toSVG()).matchAll(/<text [^>]*>([^<]*)</g)]
    .map(([, text]) => text)
    .filter((text) => text !== 'Images');

describe('pixels', () => {
  const shades = (given: ArrayData, options: Parameters<typeof rasters>[2] = {}) => [
    ...rasters(given, [0], options).at(0).data,
  ];
  const row = (...values: number[]): ArrayData => ({ data: Float32Array.from(values), shape: [1, 1, values.length] });

  test('of bytes are shown as they are', () => {
    expect(shades({ data: Uint8Array.of(0, 1, 255), shape: [1, 1, 3] })).toEqual([0, 1, 255]);
  });
  test('from 0 to 1 are stretched over all shades', () => {
    expect(shades(row(0, 0.5, 1))).toEqual([0, 128, 255]);
  });
  test('beyond are stretched from the least to the greatest', () => {
    expect(shades(row(-1, 0, 1))).toEqual([0, 128, 255]);
  });
  test('outside a given range are cut off', () => {
    expect(shades(row(-5, 1, 9), { range: [0, 2] })).toEqual([0, 128, 255]);
  });
  test('can be inverted', () => {
    expect(shades(row(0, 0.25, 1), { invert: true })).toEqual([255, 191, 0]);
  });
  test('of equal value are middle grey', () => {
    expect(shades(row(7, 7))).toEqual([128, 128]);
  });
  test('in colour stay in colour, and opacity is never inverted', () => {
    const given = { data: Uint8Array.of(255, 0, 10, 200), shape: [1, 1, 1, 4] };
    expect(rasters(given, [0], { invert: true }).at(0)).toMatchObject({
      channels: 4,
      data: Uint8Array.of(0, 255, 245, 200),
    });
  });
});

test('stand in rows, as many as there are columns', async () => {
  expect(images(grey(10), { columns: 4 }).spec).toMatchObject({ width: 4 * 86, height: 3 * 86 });
});

test('are really drawn', async () => {
  const { width, data } = await decodePng(await images(grey(1)).toPNG({ scale: 1 }));
  const middle = 4 * ((16 + 32 + 43) * width + 16 + 43);
  expect([...data.subarray(middle, middle + 4)]).toEqual([0, 0, 0, 255]);
});

test('carry their labels', async () => {
  expect(await captions(grey(2), { labels: [7, 2] })).toEqual(['7', '2']);
});

test('tell a wrong prediction and the truth', async () => {
  const options = { labels: [0, 1], predictions: [0, 0], names: ['cat', 'dog'] };
  expect(await captions(grey(2), options)).toEqual([
    'cat',
    'cat, is dog',
    '1 of 2 wrong: framed, with the truth second',
  ]);
});

test('tell how sure the model was, never 100 % unless it was', async () => {
  const predictions = [
    [0.999, 0.001],
    [0, 1],
  ];
  expect(await captions(grey(2), { predictions })).toEqual(['0', '1', '99 %', '100 %']);
});

test('do not take logits for certainty', async () => {
  expect(await captions(grey(1), { predictions: [[3, -2]] })).toEqual(['0']);
});

test('frame only wrong ones', async () => {
  const frames = async (predictions: number[]) =>
    (await images(grey(2), { labels: [0, 1], predictions }).toSVG()).match(/<image /g)?.length;
  expect([await frames([0, 1]), await frames([0, 0])]).toEqual([2, 3]);
});

test('can be the wrong ones only', async () => {
  const options = { labels: [0, 1, 2], predictions: [0, 2, 2], onlyWrong: true };
  expect(await captions(grey(3), options)).toEqual(['2, is 1', '1 of 3 wrong: framed, with the truth second']);
});

test('are at most 32, or as many as asked for', async () => {
  const shown = async (count?: number) => (await images(grey(50), { count }).toSVG()).match(/<image /g)?.length;
  expect([await shown(), await shown(3)]).toEqual([32, 3]);
});

test.each<[string, Parameters<typeof images>, RegExp]>([
  [
    'flat images',
    [{ data: new Uint8Array(784), shape: [1, 784] }],
    /received \[1, 784\]\. A single image, or flat ones, need their shape/,
  ],
  ['two channels', [{ data: new Uint8Array(8), shape: [1, 2, 2, 2] }], /with 1, 3 or 4 channels last/],
  ['data that do not fit', [{ data: new Uint8Array(5), shape: [1, 2, 2] }], /4 values for its shape, received 5/],
  ['NaN', [{ data: Float32Array.of(0, Number.NaN), shape: [1, 1, 2] }], /finite pixels, received NaN in image 0/],
  ['no images', [grey(0)], /at least one image, received none/],
  ['labels of another length', [grey(2), { labels: [1] }], /labels: expected one for each of 2 images, received 1/],
  ['a class without a name', [grey(1), { labels: [3], names: ['a'] }], /a name for class 3, received 1 names/],
  [
    'onlyWrong without predictions',
    [grey(1), { labels: [1], onlyWrong: true }],
    /labels and predictions, to know what is wrong/,
  ],
  [
    'onlyWrong where all is right',
    [grey(1), { labels: [1], predictions: [1], onlyWrong: true }],
    /no wrong prediction/,
  ],
  ['no columns', [grey(1), { columns: 0 }], /columns: expected a positive integer, received 0/],
  ['an empty range', [grey(1), { range: [1, 1] }], /range: expected two numbers, the lower first/],
])('refuse %s', (_, given, message) => {
  expect(() => images(...given)).toThrow(message);
});
