// npm run devices: which ops WebGPU runs by itself, measured in Node on the software WebGPU that comes with the tests'
// browser, and written to docs/devices.md. Fails where test/devices/exceptions.json, which is edited by hand, says otherwise.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup, unpacked } from './lib/chromium.mjs';
import { pageOf } from './lib/devices-page.mjs';
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
const tests = ['run', '--project', 'node', 'test/devices/report.node.test.ts'];
const code = await run(process.execPath, [programs.vitest, ...tests], { env, minutes: 20 });

const { dtypes, rows } = JSON.parse(readFileSync(join(notes, 'rows.json'), 'utf8'));
/** @type {Map<string, number>} */
const largest = new Map();
for (const line of readFileSync(join(notes, 'differences.jsonl'), 'utf8').trim().split('\n')) {
  const { name, difference } = JSON.parse(line);
  largest.set(name, Math.max(difference, largest.get(name) ?? 0));
}
writeFileSync(join(root, 'docs', 'devices.md'), pageOf(dtypes, rows, largest));
console.log(`docs/devices.md: ${largest.size} ops measured${code === 0 ? '' : '; NOT all are as the exceptions say'}`);
process.exitCode = code;
