import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rowCells } from '../scripts/lib/devices-page.mjs';
import { dtypes, rows } from './devices/measure.ts';

const page = readFileSync(fileURLToPath(new URL('../docs/devices.md', import.meta.url)), 'utf8');

test('docs/devices.md says of every op where WebGPU runs it', () => {
  const said = page.split('\n').filter((line) => /^\| `/.test(line));
  const expected = rows().map((row) => rowCells(row, dtypes.length));
  expect(
    expected.filter((start) => !said.some((line) => line.startsWith(start))),
    'out of date: npm run devices',
  ).toEqual([]);
  expect(said.length).toBe(expected.length);
});
