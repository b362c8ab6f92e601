// npm run test:matrix: runs the tests in Node on every version of Node that is supported, and prints a table.
// `npm run test:matrix -- 22 24` takes these versions only; what follows `--` goes to Vitest.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { buildExamples } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { capture, elapsed, programs, root } from './lib/process.mjs';
import { totals } from './lib/report.mjs';

const given = process.argv.slice(2);
const cut = given.includes('--') ? given.indexOf('--') : given.length;
const majors = cut > 0 ? given.slice(0, cut) : ['20', '22', '24', '26'];
const forVitest = given.slice(cut + 1);

await install();
const built = await buildExamples();
if (!built.ok) console.log(`${built.output.trimEnd()}\nThe build failed; the tests run nevertheless.`);

let anyFailed = false;
console.log('Node        passed  failed  skipped  time');
for (const major of majors) {
  const { version, passed, failed, skipped, time, output } = await suiteOn(major);
  console.log(
    [version.padEnd(10), ...[passed, failed, skipped].map((count) => `${count}`.padStart(6)), ` ${time}`].join('  '),
  );
  if (output) console.log(output);
  anyFailed ||= failed > 0 || passed === 0;
}
process.exitCode = anyFailed ? 1 : 0;

/**
 * Runs the tests in Node on one version of it.
 *
 * @param {string} major
 * @returns {Promise<{ version: string, passed: number, failed: number, skipped: number, time: string, output: string }>}
 *   `output`: what failed
 */
async function suiteOn(major) {
  const folder = join(root, '.build', `node-${major}`);
  const { binary, problem } = await nodeIn(folder, major);
  if (problem) return { version: major, passed: 0, failed: 1, skipped: 0, time: '-', output: problem };

  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const start = performance.now();
  // First on the PATH, so that tests that start `node` or `npm` get this version too.
  const separator = process.platform === 'win32' ? ';' : ':';
  const env = { ...process.env, PATH: `${join(binary, '..')}${separator}${process.env['PATH']}` };
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = [programs.vitest, 'run', '--project', 'node', ...reporters, ...forVitest];
  const { code, output } = await capture(binary, args, { env });
  const counted = totals(report, code);
  const version = (await capture(binary, ['--version'])).output.trim();
  const plain = stripVTControlCharacters(output);
  const log = join(folder, 'log.txt');
  writeFileSync(log, plain);
  const failures = new Set(plain.split('\n').filter((line) => line.startsWith(' FAIL ')));
  const told = counted.failed > 0 ? [...failures, ` all of it: ${relative(root, log)}`].join('\n') : '';
  return { version, ...counted, time: elapsed(start), output: told };
}

/**
 * A version of Node from npm. The package `node` fetches its program by an install script, which .npmrc switches off; the
 * packages that carry the program, one per platform, need none.
 *
 * @param {string} folder where it is kept between runs
 * @param {string} major
 * @returns {Promise<{ binary: string, problem: string | null }>}
 */
async function nodeIn(folder, major) {
  const carrier = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = join(folder, 'node_modules', carrier, 'bin', program);
  if (existsSync(binary)) return { binary, problem: null };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const { code, output } = await capture(
    'npm',
    ['install', '--ignore-scripts', '--no-fund', '--no-audit', `${carrier}@${major}`],
    {
      cwd: folder,
    },
  );
  return { binary, problem: code === 0 && existsSync(binary) ? null : output || `${carrier} carries no ${program}` };
}
