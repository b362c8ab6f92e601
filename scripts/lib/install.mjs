// Installs the packages when node_modules is missing or differs from package-lock.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed, root, run } from './process.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Locked */

/** Runs `npm ci` if need be; ends the process when that fails. */
export async function install() {
  const reason = staleness();
  if (reason === null) return;
  const start = performance.now();
  console.log(`Installing packages (${reason}) ...`);
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    console.error('`npm ci` failed. Check the network and the registry, then try again.');
    process.exit(code);
  }
  console.log(`Installed in ${elapsed(start)}.`);
}

/**
 * Why node_modules must be made anew, or null when it is as package-lock.json wants it. npm keeps a lock file of what it
 * really installed; both list the same entries, save for the optional packages of other platforms.
 */
export function staleness() {
  const wanted = packages(join(root, 'package-lock.json'));
  const present = packages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null) return 'package-lock.json is unreadable';
  if (present === null) return 'node_modules is missing';
  for (const [path, { version, integrity, optional }] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    if (found === undefined && optional === true) continue;
    if (found?.version !== version || found?.integrity !== integrity)
      return `${path} is not as package-lock.json has it`;
  }
  return null;
}

/**
 * @param {string} file
 * @returns {Record<string, Locked> | null}
 */
function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
