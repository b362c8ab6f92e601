// npm run devices: which ops WebGPU runs by itself, measured in Node on the software WebGPU that comes with the tests'
// browser, and written to docs/devices.md. Fails where test/devices/exceptions.json, which is edited by hand, says otherwise.
// `--names` writes the page as the exceptions say without measuring, keeping the differences of the last run.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup, unpacked } from './lib/chromium.mjs';
import { pageOf, readPage } from './lib/devices-page.mjs';
import { programs, root, run } from './lib/process.mjs';

const notes = join(root, '.build', 'devices');
rmSync(notes, { recursive: true, force: true });
mkdirSync(notes, { recursive: true });
if (!existsSync(unpacked)) await setup();
const env = {
  ...process.env,
  LAYERWISE_DEVICES: notes,
  VK_ICD_FILENAMES: join(unpacked, 'vk_swiftshader_icd.json'),
  LD_LIBRARY_PATH: [unpacked, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
};
const namesOnly = process.argv.includes('--names');
const only = namesOnly ? ['-t', 'table of all ops'] : [];
const tests = ['run', '--project', 'node', 'test/devices/report.node.test.ts', ...only];
const code = await run(process.execPath, [programs.vitest, ...tests], { env, minutes: 20 });

const { dtypes, rows } = JSON.parse(readFileSync(join(notes, 'rows.json'), 'utf8'));
const page = join(root, 'docs', 'devices.md');
const measured = join(notes, 'differences.jsonl');
/** @type {Map<string, number>} */
const largest = namesOnly ? readPage(readFileSync(page, 'utf8')) : new Map();
for (const line of namesOnly ? [] : readFileSync(measured, 'utf8').trim().split('\n')) {
  const { name, difference } = JSON.parse(line);
  largest.set(name, Math.max(difference, largest.get(name) ?? 0));
}
writeFileSync(page, pageOf(dtypes, rows, largest));
console.log(`docs/devices.md: ${largest.size} ops measured${code === 0 ? '' : '; NOT all are as the exceptions say'}`);
process.exitCode = code;
