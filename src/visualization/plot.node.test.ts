import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodePng, ink } from '../testing/pictures.ts';
import { activationsPlot } from './activations-plot.ts';
import { Plot } from './plot.ts';

const x = [-1, 0, 1];
const chart = activationsPlot([{ name: 'steps & ramps', x, y: [0, 0, 1] }], { title: 'Bends < curves' });

describe('a plot', () => {
  test('is SVG text with its title, axes and legend', async () => {
    const svg = await chart.toSVG();
    for (const text of ['Bends &lt; curves', '>x<', '>f(x)<', 'steps &amp; ramps']) expect(svg).toContain(text);
  });

  test('is a PNG as large as its scale asks', async () => {
    const [, width = '', height = ''] = /width="(\d+)" height="(\d+)"/.exec(await chart.toSVG()) ?? [];
    for (const scale of [1, 2.5]) {
      const { width: across, height: down } = await decodePng(await chart.toPNG({ scale }));
      expect([across, down]).toEqual([Math.ceil(Number(width) * scale), Math.ceil(Number(height) * scale)]);
    }
  });

  test('is the same text every time', async () => {
    expect(await chart.toSVG()).toBe(await chart.toSVG());
  });

  test('shares no names with another picture in the same page', async () => {
    const other = activationsPlot([{ name: 'other', x, y: x }]);
    const names = await Promise.all(
      [chart, other].map(async (plot) => /clipPath id="([^"]+)"/.exec(await plot.toSVG())?.[1]),
    );
    expect(new Set(names).size).toBe(2);
  });

  // resvg drops every letter without a word when it has no font.
  test('has letters in its PNG where the title stands, and none beside it', async () => {
    const pixels = await decodePng(await chart.toPNG({ scale: 1 }));
    expect(ink(pixels, 16, 14, 160, 26)).toBeGreaterThan(250);
    expect(ink(pixels, 300, 14, 160, 26)).toBe(0);
  });

  test('has a white ground in its PNG', async () => {
    const { data } = await decodePng(await chart.toPNG({ scale: 1 }));
    expect([...data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });

  test('is a titled page that fetches nothing and runs nothing', async () => {
    const html = await chart.toHTML();
    expect(html).toContain('<title>Bends &#60; curves</title>');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|<link|src=|@import|url\((?!#)/);
    expect(html.match(/https?:[^"]+/g)?.every((address) => address.startsWith('http://www.w3.org/'))).toBe(true);
  });

  test.each([0, -1, 17, Number.NaN])('refuses a scale of %s', async (scale) => {
    await expect(chart.toPNG({ scale })).rejects.toThrow(
      `toPNG: scale: expected a number above 0, at most 16, received ${scale}.`,
    );
  });

  test('says what Vega-Lite has against a specification', async () => {
    const broken = new Plot({ mark: 'bar', data: { values: [] }, transform: [{ filter: 'datum.(' }] }, 'broken');
    await expect(broken.toSVG()).rejects.toThrow(/toSVG: expected a specification that Vega-Lite can draw, received/);
  });
});

describe('saving a plot', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'layerwise-plot-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test.each([
    ['svg', /^<svg/],
    ['png', /^.PNG/],
    ['html', /^<!doctype html>/],
    ['PNG', /^.PNG/],
    ['json', /"\$schema": "https:\/\/vega\.github\.io\/schema\/vega-lite\/v6\.json"/],
  ])('writes .%s by the ending', async (ending, begin) => {
    const path = join(folder, 'new', `chart.${ending}`);
    await chart.save(path);
    expect(await readFile(path, 'latin1')).toMatch(begin);
  });

  test.each(['chart', 'chart.pdf', 'folder.svg/chart'])("refuses '%s', which has no known ending", async (path) => {
    await expect(chart.save(path)).rejects.toThrow(
      `save: expected a path that ends in .svg, .png, .html or .json, received "${path}".`,
    );
  });
});

describe('where a package is missing', () => {
  afterEach(() => {
    vi.doUnmock('@resvg/resvg-js');
    vi.doUnmock('vega');
    vi.resetModules();
  });
  const without = async (name: string) => {
    vi.resetModules();
    vi.doMock(name, () => {
      throw new Error(`Cannot find package '${name}'`);
    });
    const fresh = await import('./activations-plot.ts');
    return fresh.activationsPlot([{ name: 'f', x, y: x }]);
  };

  test('PNG names it, how to install it, and SVG as the way without', async () => {
    const plot = await without('@resvg/resvg-js');
    await expect(plot.toPNG()).rejects.toThrow(
      'toPNG: expected the package @resvg/resvg-js, to draw PNG pictures, received no such package installed. Install it with `npm install @resvg/resvg-js`, or use toSVG(), which needs no package.',
    );
    expect(await plot.toSVG()).toContain('<svg');
  });

  test('SVG names Vega', async () => {
    const plot = await without('vega');
    await expect(plot.toSVG()).rejects.toThrow(/Install them with `npm install vega vega-lite`/);
  });
});
