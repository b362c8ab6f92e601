import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import elsewhere from '../../parity/elsewhere.json' with { type: 'json' };
import missing from '../../parity/missing.json' with { type: 'json' };
import recorded from '../../parity/names.json' with { type: 'json' };
import { rowsOf } from '../../scripts/lib/parity-names.mjs';
import { nameCells } from '../../scripts/lib/parity-page.mjs';
import * as ours from '../../src/index.ts';

const { version, ...names } = recorded;
const rows = rowsOf(names as Parameters<typeof rowsOf>[0], ours, elsewhere, missing);
const page = readFileSync(fileURLToPath(new URL('../../docs/parity.md', import.meta.url)), 'utf8');

test('docs/parity.md says of every name of Keras whether it is here', () => {
  expect(page).toContain(`# Parity with Keras ${version}`);
  const said = page.split('\n').filter((line) => /^\| `/.test(line));
  const expected = rows.map((row) =>
    row.ours === null ? `| \`${row.name}\` | missing: ${row.reason} |` : nameCells(row),
  );
  const wrong = expected.filter((start, i) => !said[i]?.startsWith(start));
  expect(wrong, 'out of date: npm run parity -- --names').toEqual([]);
  expect(said.length).toBe(rows.length);
});

test('what is said to be elsewhere is there', () => {
  const paths = rows.map(({ namespace, name }) => `${namespace}.${name}`);
  const lost = Object.keys(elsewhere).filter((path) => rows[paths.indexOf(path)]?.ours === null);
  expect(lost).toEqual([]);
});

test('no reason is given for a name that is here, or that Keras has not', () => {
  const absent = rows.filter(({ ours }) => ours === null).map(({ namespace, name }) => `${namespace}.${name}`);
  const namespaces = Object.keys(names);
  expect(Object.keys(missing).filter((path) => !absent.includes(path) && !namespaces.includes(path))).toEqual([]);
});
