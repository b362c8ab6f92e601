// node scripts/fresh.mjs: clones what is committed into a temporary folder and does there what a newcomer would:
// `npm start`, then `npm test`. `--keep` leaves the clone; other words name what to run instead (`start`, `test`, `ci`).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elapsed, root, run } from './lib/process.mjs';

/** @type {Record<string, [command: string, args: string[]]>} */
const deeds = { start: ['npm', ['start']], test: ['npm', ['test']], ci: ['bash', ['.ci/run']] };
const words = process.argv.slice(2).filter((word) => word !== '--keep');
const wanted = words.length > 0 ? words : ['start', 'test'];
const unknown = wanted.filter((word) => !(word in deeds));
if (unknown.length > 0) {
  console.error(`fresh: expected ${Object.keys(deeds).join(', ')} or --keep, received ${unknown.join(', ')}.`);
  process.exit(1);
}

// Without what npm hands down to scripts that it starts: a newcomer's shell does not have it.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV$|INIT_CWD$)/i.test(name)),
);
const folder = mkdtempSync(join(tmpdir(), 'layerwise-fresh-'));
/** @type {string[]} */
const account = [];
let failed = false;
try {
  await timed('git clone', 'git', ['clone', '--quiet', root, folder], root);
  for (const word of wanted) {
    const [command, args] = deeds[word] ?? ['npm', [word]];
    await timed([command, ...args].join(' '), command, args, folder);
  }
} finally {
  if (process.argv.includes('--keep')) console.log(`\nThe clone is in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${account.join('\n')}`);
process.exitCode = failed ? 1 : 0;

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
async function timed(name, command, args, cwd) {
  console.log(`\n--- ${name}`);
  const start = performance.now();
  const code = await run(command, args, { cwd, env });
  account.push(`${code === 0 ? '✓' : '✗'} ${name}: exit code ${code}, ${elapsed(start)}`);
  failed ||= code !== 0;
}
