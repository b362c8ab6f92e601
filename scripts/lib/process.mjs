// Child processes and paths, for the scripts beside this folder. Node's built-ins only: a fresh clone has nothing else.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Programs of packages in node_modules, as JavaScript files to be run by this very Node. */
export const programs = {
  tsc: 'node_modules/typescript/bin/tsc',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/**
 * Runs a command in the repository's root and shows its output as it comes.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdin?: 'inherit' | 'ignore', minutes?: number }} [options]
 *   `minutes`: when to stop it; default never
 * @returns {Promise<number>} the exit code; 1 when a signal ended it or it could not start
 */
export function run(command, args, { cwd = root, env = process.env, stdin = 'ignore', minutes } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: [stdin, 'inherit', 'inherit'], shell: needsShell(command) });
    child.once('error', (error) => {
      console.error(`${command} could not start: ${error.message}`);
      resolve(1);
    });
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    if (minutes !== undefined) {
      const stop = () => {
        console.error(`Stopped after ${minutes} minutes.`);
        child.kill('SIGTERM');
      };
      timers.push(
        setTimeout(stop, minutes * 60_000),
        setTimeout(() => child.kill('SIGKILL'), minutes * 60_000 + 10_000),
      );
    }
    child.once('close', (code) => {
      timers.forEach(clearTimeout);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs a command in the repository's root and keeps its output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string }>} the exit code, and stdout and stderr together
 */
export function capture(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: needsShell(command) });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const done = (/** @type {number} */ code) => resolve({ code, output: Buffer.concat(chunks).toString() });
    child.once('error', (error) => {
      chunks.push(Buffer.from(`${command} could not start: ${error.message}\n`));
      done(1);
    });
    child.once('close', (code) => done(code ?? 1));
  });
}

/**
 * Seconds since `start`, for people.
 *
 * @param {number} start a reading of `performance.now()`
 */
export function elapsed(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** npm is a `.cmd` file on Windows, which only a shell can start. @param {string} command */
function needsShell(command) {
  return process.platform === 'win32' && command === 'npm';
}
