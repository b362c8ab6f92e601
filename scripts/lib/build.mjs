// Compiles the package to dist/ and the examples and benchmarks to .build/, each only when its sources changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, programs, root } from './process.mjs';

/** @typedef {{ ok: boolean, output: string, fresh: boolean }} Built `fresh`: nothing had to be done */

/**
 * The package, from src/ to dist/. A failed build leaves the last good one where it was.
 *
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<Built>}
 */
export async function buildPackage({ force = false } = {}) {
  return compile({
    name: 'package',
    config: 'tsconfig.build.json',
    fingerprint: fingerprint(['src'], ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']),
    moves: [['.', 'dist']],
    force,
    finish: bundled,
  });
}

/**
 * Examples and benchmarks, which import `layerwise` as a user would: from dist/. Builds the package first.
 *
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<Built>}
 */
export async function buildExamples({ force = false } = {}) {
  const built = await buildPackage({ force });
  if (!built.ok) return built;
  const folders = ['examples', 'bench'].filter((folder) => sources(folder).some((file) => file.endsWith('.ts')));
  if (folders.length === 0) return built;
  return compile({
    name: 'examples',
    config: 'tsconfig.examples.json',
    fingerprint: fingerprint(
      ['src', 'examples', 'bench'],
      ['tsconfig.json', 'tsconfig.examples.json', 'package-lock.json'],
    ),
    moves: folders.map((folder) => [folder, join('.build', folder)]),
    force,
  });
}

/**
 * What only Node takes, beside what tsc writes. Loaded here, since a fresh clone has no packages yet when this file is read.
 *
 * @param {string} folder
 */
async function bundled(folder) {
  const { bundle } = await import('./bundle.mjs');
  await bundle(folder);
}

/**
 * Runs tsc into a folder of its own, then moves the results into place, so that nobody ever sees half a build.
 *
 * @param {{ name: string, config: string, fingerprint: string, moves: string[][], force: boolean, finish?: (folder: string) => Promise<void> }} job
 * @returns {Promise<Built>}
 */
async function compile({ name, config, fingerprint, moves, force, finish }) {
  const stamp = join(root, '.build', `${name}.stamp`);
  const targets = moves.map(([, to]) => join(root, to ?? ''));
  if (!force && targets.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint)
    return { ok: true, output: '', fresh: true };

  const scratch = join(root, '.build', `${name}-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  try {
    const { code, output } = await capture(process.execPath, [programs.tsc, '-p', config, '--outDir', scratch]);
    if (code !== 0) return { ok: false, output, fresh: false };
    await finish?.(scratch);
    for (const [from, to] of moves) {
      const source = join(scratch, from ?? '');
      const target = join(root, to ?? '');
      if (!existsSync(source)) continue;
      rmSync(target, { recursive: true, force: true });
      renameSync(source, target);
    }
    writeFileSync(stamp, fingerprint);
    return { ok: true, output, fresh: false };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * A digest of all sources: times of files say little after a clone, a checkout or a rebase.
 *
 * @param {string[]} folders
 * @param {string[]} files
 */
function fingerprint(folders, files) {
  const hash = createHash('sha256');
  for (const path of [...files, ...folders.flatMap(sources)].sort()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * All files below a folder that builds read (tests are not among them), as paths from the root.
 *
 * @param {string} folder
 * @returns {string[]}
 */
function sources(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !/\.test(-d)?\.ts$/.test(path));
}
