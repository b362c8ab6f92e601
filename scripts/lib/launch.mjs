// Runs a program of ours, compiled: what `npm start` and `npm run bench` have in common.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildExamples } from './build.mjs';
import { install } from './install.mjs';
import { elapsed, root, run } from './process.mjs';

/**
 * Installs and builds where needed, then runs a compiled file; arguments and exit code are passed through.
 *
 * @param {{ compiled: string, source: string }} program paths from the root
 */
export async function launch({ compiled, source }) {
  await install();
  const start = performance.now();
  const built = await buildExamples();
  if (!built.ok) {
    process.stdout.write(built.output);
    console.error('The build failed, so there is nothing to run.');
    process.exit(1);
  }
  if (!built.fresh) console.log(`Built in ${elapsed(start)}.`);
  if (!existsSync(join(root, compiled))) {
    console.error(`${source} does not exist, so there is nothing to run.`);
    process.exit(1);
  }
  process.exitCode = await run(process.execPath, [join(root, compiled), ...process.argv.slice(2)], {
    cwd: process.cwd(),
    stdin: 'inherit',
  });
}
