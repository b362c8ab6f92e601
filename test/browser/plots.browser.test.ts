import { describe, expect, test } from 'vitest';
import { canWriteFiles, readCached, readFile, writeCached } from '#files';
import { mnist } from '../../src/datasets/index.ts';
import { activationsPlot, confusionMatrix, images } from '../../src/visualization/index.ts';

const x = [-1, 0, 1];

async function pixelsOf(png: Uint8Array<ArrayBuffer>): Promise<ImageData> {
  const bitmap = await createImageBitmap(new Blob([png], { type: 'image/png' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

describe('plots in a page', () => {
  test('are SVG with their texts', async () => {
    const svg = await activationsPlot([{ name: 'ReLU', x, y: [0, 0, 1] }]).toSVG();
    for (const text of ['>ReLU<', '>Activation functions<', '>f(x)<']) expect(svg).toContain(text);
  });

  test('are PNG of the right size, with letters', async () => {
    const plot = confusionMatrix([0, 1], [0, 1], { names: ['cat', 'dog'] });
    const [, width = '', height = ''] = /width="(\d+)" height="(\d+)"/.exec(await plot.toSVG()) ?? [];
    const { width: across, height: down, data } = await pixelsOf(await plot.toPNG({ scale: 2 }));
    expect([across, down]).toEqual([2 * Number(width), 2 * Number(height)]);
    const title = data.subarray(0, 4 * across * 80);
    expect(title.filter((value, i) => i % 4 === 0 && value < 100).length).toBeGreaterThan(300);
  });

  test('draw images that they carry in themselves', async () => {
    const plot = images({ data: new Uint8Array(16), shape: [1, 4, 4] });
    const { data } = await pixelsOf(await plot.toPNG({ scale: 1 }));
    const black = Array.from({ length: data.length / 4 }, (_, i) => data.subarray(4 * i, 4 * i + 3)).filter((pixel) =>
      pixel.every((value) => value === 0),
    );
    expect(black.length).toBe(72 * 72);
  });

  test('say that a page has no disk, and what to do', async () => {
    await expect(activationsPlot([{ name: 'f', x, y: x }]).save('chart.png')).rejects.toThrow(
      'save: expected a disk, as in Node, received a browser. Use toSVG(), toPNG() or toHTML() and show or offer what they give.',
    );
  });
});

describe('files in a page', () => {
  test('cannot be written, and it says so', () => {
    expect(canWriteFiles).toBe(false);
  });

  test('are fetched by address', async () => {
    const address = URL.createObjectURL(new Blob([Uint8Array.of(1, 2, 3)]));
    expect([...(await readFile(address))]).toEqual([1, 2, 3]);
  });

  test('stay in the cache', async () => {
    expect(await readCached('test/nothing')).toBeNull();
    expect(await writeCached('test/part', Uint8Array.of(7, 8))).toBe(true);
    expect(await readCached('test/part')).toEqual(Uint8Array.of(7, 8));
  });

  test('MNIST says which file is missing at an address of the page', async () => {
    await expect(mnist({ from: '/no-such-folder/' })).rejects.toThrow(/train-images-idx3-ubyte: expected this file/);
  });
});
