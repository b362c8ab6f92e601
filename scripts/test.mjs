// npm test: builds, checks types and style, runs every test in Node and in a browser, and closes with `N passed, N failed`.
// Arguments go to Vitest (`npm test -- src/ops -t matmul`) and narrow the run to the tests alone.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildExamples } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { capture, elapsed, programs, root, run } from './lib/process.mjs';
import { totals } from './lib/report.mjs';

const narrowed = process.argv.slice(2);
await install();

/** @type {Array<[name: string, check: () => Promise<{ ok: boolean, output: string }>]>} */
const checks = [
  ['build', () => buildExamples()],
  ['types', () => tool(programs.tsc, '-p', 'tsconfig.json', '--noEmit')],
  ['style', () => tool(programs.biome, 'check', '--max-diagnostics=20')],
];
const checked = await Promise.all(narrowed.length > 0 ? [] : checks.map(([name, check]) => timed(name, check)));
const brokenChecks = checked.filter((ok) => !ok).length;

const report = join(root, '.build', 'test', 'report.json');
mkdirSync(dirname(report), { recursive: true });
rmSync(report, { force: true });
// Vitest colours its output even where it is kept in a file.
const env = process.stdout.isTTY || process.env['FORCE_COLOR'] ? process.env : { ...process.env, NO_COLOR: '1' };
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const code = await run(process.execPath, [programs.vitest, 'run', ...reporters, ...narrowed], { env, minutes: 15 });

const tests = totals(report, code);
const passed = tests.passed + checked.length - brokenChecks;
const failed = tests.failed + brokenChecks;
if (tests.skipped > 0) console.log(`${tests.skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || tests.passed === 0 ? 1 : 0;

/**
 * One check, which counts as one test; its output is shown when it fails.
 *
 * @param {string} name
 * @param {() => Promise<{ ok: boolean, output: string }>} check
 */
async function timed(name, check) {
  const start = performance.now();
  const { ok, output } = await check();
  if (!ok) process.stdout.write(`\n${output.trimEnd()}\n\n`);
  console.log(`${ok ? '✓' : '✗'} ${name} ${elapsed(start)}`);
  return ok;
}

/** @param {string} program @param {string[]} args */
async function tool(program, ...args) {
  const { code, output } = await capture(process.execPath, [program, ...args]);
  return { ok: code === 0, output };
}
