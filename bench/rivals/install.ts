// Rivals from npm. They are no dependencies of the package: they are installed into .build/rivals when asked for.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from '../command-line.ts';

/** Where they lie. */
export const folder = `${root}.build/rivals`;

const versions = {
  '@jax-js/jax': '0.1.25',
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  '@tensorflow/tfjs-backend-webgpu': '4.22.0',
};

/** Installs what is missing or has another version; a package without a network is left out and later named. */
export async function installRivals(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, JSON.stringify({ private: true, dependencies: versions }));
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: platform === 'win32' });
  if (status !== 0) console.log('The rivals from npm could not be installed; they are passed over.');
}

/** The address of an installed rival's module. */
export function rival(name: string): string {
  return pathToFileURL(createRequire(`${folder}/package.json`).resolve(name)).href;
}
