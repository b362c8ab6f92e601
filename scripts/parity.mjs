// npm run parity: every recorded answer of Keras's against ours, closing with the count of cases and the largest relative
// difference. Python is not needed. `--write` writes docs/parity.md from the run; `--names` writes it without a run, keeping
// the figures of the last one.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { rowsOf } from './lib/parity-names.mjs';
import { pageOf, readPage, shown, summaryOf } from './lib/parity-page.mjs';
import { programs, root, run } from './lib/process.mjs';

/** @typedef {{ family: string, name: string, id: string, difference: number }} Line one note of src/testing/parity-report.ts */
/** @typedef {import('./lib/parity-page.mjs').Family} Family */

/** So many cases at least, or something was not run. */
const fewest = 1500;
const page = join(root, 'docs', 'parity.md');
const notes = join(root, '.build', 'parity-report');

if (process.argv.includes('--names')) {
  const { figures, summary } = readPage(existsSync(page) ? readFileSync(page, 'utf8') : '');
  const { version, rows } = await names();
  writeFileSync(page, pageOf(version, rows, figures, summary));
} else {
  rmSync(notes, { recursive: true, force: true });
  mkdirSync(notes, { recursive: true });
  const env = { ...process.env, LAYERWISE_PARITY_REPORT: notes, VITEST_MAX_WORKERS: '1' };
  const code = await run(process.execPath, [programs.vitest, 'run', '--project', 'node', ...tests()], { env });
  const lines = readNotes();
  const families = byFamily(lines);
  for (const { family, recorded, checked, largest } of families)
    console.log(`${family.padEnd(24)}${String(checked).padStart(5)} of ${String(recorded).padEnd(5)}${shown(largest)}`);
  if (process.argv.includes('--write') && code === 0) {
    const { version, rows } = await names();
    writeFileSync(page, pageOf(version, rows, figuresOf(rows, lines), summaryOf(families)));
  }
  const count = families.reduce((sum, { checked }) => sum + checked, 0);
  const largest = Math.max(...families.map((one) => one.largest));
  const verdict = code === 0 && count >= fewest ? 'all as Keras answers' : 'NOT all as Keras answers';
  console.log(`${count} cases, ${verdict}; largest relative difference ${shown(largest)}`);
  process.exitCode = code === 0 && count >= fewest ? 0 : 1;
}

/** The tests that compare with recorded answers. */
function tests() {
  return ['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.browser.test.ts'))
      .filter((file) => /\b(reportCase|layerParity)\(/.test(readFileSync(join(root, file), 'utf8'))),
  );
}

/** What the tests noted; the largest of each case. @returns {Line[]} */
function readNotes() {
  /** @type {Map<string, Line>} */
  const largest = new Map();
  for (const file of readdirSync(notes))
    for (const text of readFileSync(join(notes, file), 'utf8').split('\n')) {
      if (text === '') continue;
      const line = JSON.parse(text);
      const difference = Number(line.difference);
      const family = familyOf(line.family);
      const key = `${family}/${line.name}/${line.id}`;
      if (difference >= (largest.get(key)?.difference ?? 0)) largest.set(key, { ...line, family, difference });
    }
  return [...largest.values()];
}

/** @param {readonly Line[]} lines @returns {Family[]} */
function byFamily(lines) {
  /** @type {Map<string, number>} */
  const recorded = new Map();
  for (const file of readdirSync(join(root, 'parity', 'cases'))) {
    const family = familyOf(file.replace('.json', ''));
    recorded.set(family, (recorded.get(family) ?? 0) + json('parity', 'cases', file).cases.length);
  }
  return [...recorded].map(([family, count]) => {
    const own = lines.filter((line) => line.family === family);
    return {
      family,
      recorded: count,
      checked: own.length,
      largest: Math.max(0, ...own.map((line) => line.difference)),
    };
  });
}

/** Layers have a table for each of their folders. @param {string} table */
function familyOf(table) {
  return table.startsWith('layers_') ? 'layers' : table;
}

/** Keras's names and ours, as they are now. */
async function names() {
  const { version, ...recorded } = json('parity', 'names.json');
  const conditions = ['layerwise-source', 'node'];
  const { module } = await runnerImport(join(root, 'src', 'index.ts'), {
    configFile: false,
    root,
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
  });
  const rows = rowsOf(recorded, Object(module), json('parity', 'elsewhere.json'), json('parity', 'missing.json'));
  return { version, rows };
}

/**
 * Figures by our path. Several cases of a family, and several names of Keras's, may be one function of ours.
 *
 * @param {readonly import('./lib/parity-names.mjs').Row[]} rows
 * @param {readonly Line[]} lines
 */
function figuresOf(rows, lines) {
  const pathOf = new Map(rows.map(({ namespace, name, ours }) => [`${namespace}.${name}`, ours]));
  /** @type {Map<string, import('./lib/parity-page.mjs').Figures>} */
  const figures = new Map();
  for (const { family, name, difference } of lines) {
    const path = pathOf.get(`${family}.${name}`);
    if (!path) continue;
    const { cases, largest } = figures.get(path) ?? { cases: 0, largest: 0 };
    figures.set(path, { cases: cases + 1, largest: Math.max(largest, difference) });
  }
  return figures;
}

/** @param {string[]} path */
function json(...path) {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'));
}
