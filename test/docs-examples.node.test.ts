import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as layerwise from '../src/index.ts';
import * as node from '../src/node/index.ts';
import { disagreement } from './docs-examples/compare.ts';
import { type Example, examplesOf, scriptOf } from './docs-examples/extract.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Examples that need what a test does not have, with the reason. */
const left: Readonly<Record<string, string>> = {};

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.(test|test-d|d)\.ts$/.test(name) && !name.includes('testing/'))
  .map((name) => join(root, 'src', name))
  .sort();

type Run = (...scope: unknown[]) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => Run; // it has no name of its own

// What an example writes goes into a folder of its own.
let folder = '';
const before = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerwise-examples-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

for (const file of files) {
  const path = relative(root, file);
  const examples = examplesOf(path, readFileSync(file, 'utf8'));
  if (examples.length === 0) continue;
  describe(path, () => {
    for (const example of examples) {
      const reason = left[path];
      const title = `line ${example.line}: ${example.code.split('\n')[0]}`;
      if (reason !== undefined) test.skip(`${title} (${reason})`, () => {});
      else test(title, () => run(file, example));
    }
  });
}

async function run(file: string, example: Example): Promise<void> {
  const { code, checks } = scriptOf(example);
  // Without a promise, an example with an ellipsis shows a form only.
  if (checks === 0 && example.code.includes('…')) return;
  const exported: Readonly<Record<string, unknown>> = await import(file);
  const wrong: string[] = [];
  let done = 0;
  const check = (value: unknown, text: string, evaluate: (source: string) => unknown): void => {
    done++;
    const found = disagreement(value, text, evaluate);
    if (found !== null) wrong.push(`${text}, but it is ${found}`);
  };
  const load = (from: string): Promise<unknown> => import(from.startsWith('.') ? join(dirname(file), from) : from);
  const quiet = { ...console, log: () => undefined };
  const scope: Readonly<Record<string, unknown>> = { ...layerwise, ...node, ...exported, check, load, console: quiet };
  // Inside a function of its own, so that an example may give its variables any name.
  const body = `return (async () => {\n${code}\n})();`;
  await new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
  expect(wrong).toEqual([]);
  expect(done).toBe(checks);
}
