import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { input, layers, sequential, writeArrays } from '../index.ts';
import { affine, ran } from '../testing/command-line.ts';

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-cli-'));
  await affine().save(at('a.keras'));
  await affine().export(at('a.onnx'));
  const pixels = sequential([input({ shape: [2, 3, 1] }), layers.flatten()]);
  await pixels.save(at('pixels.keras'));
  const colours = sequential([input({ shape: [2, 3, 3] }), layers.flatten()]);
  await colours.save(at('colours.keras'));
  // Written by Pillow 13: grey, RGB with filters, a palette of four colours in 2 bits, 16 bits of grey.
  for (const [name, base64] of Object.entries(pictures)) await writeFile(at(name), Buffer.from(base64, 'base64'));
});

afterAll(() => rm(folder, { recursive: true }));

const pictures: Readonly<Record<string, string>> = {
  'grey.png': 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNk4OJikNP4BQACIgFWevRelAAAAABJRU5ErkJggg==',
  'rgb.png':
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGElEQVR4nGP4z8DAAMH///9nYGDginIDAEXnBqUpnCZkAAAAAElFTkSuQmCC',
  'palette.png':
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEX/AAAA/wAAAP/////7AGD2AAAADElEQVR4nGOQYDgBAAEUAOG/F6nXAAAAAElFTkSuQmCC',
  'wide.png':
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGNkYODi4uJikJPT0Pj1CwAG6AKqtrr1XwAAAABJRU5ErkJggg==',
};

describe('layerwise predict', () => {
  test.each(['a.keras', 'a.onnx'])('runs %s on rows of a table, titles or not', async (name) => {
    await writeFile(at('rows.csv'), 'first,second\n1,0\n0,1\n');
    expect(await ran('predict', at(name), '--input', at('rows.csv'))).toMatchObject({ code: 0, out: '11,22\n13,24\n' });
    await writeFile(at('rows.csv'), '1,1\r\n');
    expect((await ran('predict', at(name), '-i', at('rows.csv'))).out).toBe('14,26\n');
  });

  test('takes a sample alone, and nested arrays', async () => {
    await writeFile(at('x.json'), '[1, 0]');
    expect((await ran('predict', at('a.keras'), '-i', at('x.json'), '--json')).out).toBe('[[11,22]]\n');
    await writeFile(at('x.json'), '[[1, 0], [0, 0]]');
    expect((await ran('predict', at('a.keras'), '-i', at('x.json'), '--json')).out).toBe('[[11,22],[10,20]]\n');
    await writeFile(at('x.json'), '{"x": [[1, 0]]}');
    expect((await ran('predict', at('a.keras'), '-i', at('x.json'), '--json')).out).toBe('[[11,22]]\n');
  });

  test('reads and writes NumPy arrays', async () => {
    const data = Float64Array.of(1, 0, 0, 1);
    await writeArrays(at('x.npy'), new Map([['x', { dtype: 'float64', shape: [2, 2], data }]]));
    expect(await ran('predict', at('a.keras'), '-i', at('x.npy'), '-o', at('y.npy'))).toMatchObject({
      code: 0,
      out: `Saved ${at('y.npy')}\n`,
    });
    expect((await ran('predict', at('a.keras'), '-i', at('y.npy'))).out).toBe('87,130\n95,142\n');
    await ran('predict', at('a.keras'), '-i', at('x.npy'), '-o', at('y.csv'));
    expect(await readFile(at('y.csv'), 'utf8')).toBe('11,22\n13,24\n');
  });

  test.each([
    ['grey.png', '0,10,20,30,40,250'],
    ['wide.png', '0,10,20,30,40,250'],
    ['rgb.png', '76,150,29,255,0,64'],
    ['palette.png', '76,150,29,255,76,29'],
  ])('reads %s for a model of grey pictures', async (name, line) => {
    expect(await ran('predict', at('pixels.keras'), '-i', at(name))).toMatchObject({ code: 0, out: `${line}\n` });
  });

  test('reads colours for a model of colours', async () => {
    expect((await ran('predict', at('colours.keras'), '-i', at('rgb.png'))).out).toBe(
      '255,0,0,0,255,0,0,0,255,255,255,255,0,0,0,10,90,70\n',
    );
  });

  test('divides pixels', async () => {
    const { out } = await ran('predict', at('pixels.keras'), '-i', at('grey.png'), '--divide', '10');
    expect(out).toBe('0,1,2,3,4,25\n');
  });

  test('refuses a picture of another size', async () => {
    expect(await ran('predict', at('a.keras'), '-i', at('grey.png'))).toMatchObject({
      code: 1,
      error: expect.stringContaining(
        'expected a picture of 2 pixels, received a picture of 2 rows, 3 columns and 1 channels',
      ),
    });
  });

  test('names the line of a table that is no row of numbers', async () => {
    await writeFile(at('bad.csv'), '1,2\n3,x\n');
    expect(await ran('predict', at('a.keras'), '-i', at('bad.csv'))).toMatchObject({
      code: 1,
      error: expect.stringContaining('bad.csv: expected 2 numbers in line 2, received "x"'),
    });
  });

  test.each([
    [['m.keras'], 'on which data? As in: --input x.npy.'],
    [['m.keras', '-i', 'x.txt'], "--input takes a file that ends in .npy, .npz, .json, .csv, .png, received 'x.txt'."],
    [['m.keras', '-i', 'x.npy', '-o', 'y.txt'], '--output takes a file that ends in .npy, .npz, .json or .csv'],
    [['m.keras', '-i', 'x.npy', '--divide', '0'], "--divide takes a positive number, received '0'."],
  ])('refuses %j', async (line, message) => {
    expect(await ran('predict', ...line)).toMatchObject({ code: 2, error: expect.stringContaining(message) });
  });
});
