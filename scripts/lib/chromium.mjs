// Finds a Chromium for the browser tests: the one in npm's @sparticuz/chromium, which needs nothing from the machine.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { capture, root } from './process.mjs';

const pack = join(root, 'node_modules', '@sparticuz', 'chromium');
const version = existsSync(pack) ? JSON.parse(readFileSync(join(pack, 'package.json'), 'utf8')).version : 'none';

// Unpacked under a name with the version in it: the package silently reuses whatever lies in its folder.
export const unpacked = join(root, 'node_modules', '.cache', 'layerwise', `chromium-${version}`);

/**
 * The file that starts the browser. Its path is known before the browser is (Vitest wants it in its configuration);
 * `setup` puts there the script that starts the browser it found.
 */
export const launcher = join(root, 'node_modules', '.cache', 'layerwise', 'chromium');

/**
 * Flags for isolated pages with WASM threads and a WebGPU in software. The package's own `chromium.args` must not be used:
 * they disable web security and site isolation, and with them SharedArrayBuffer.
 */
export const flags = [
  '--no-sandbox',
  '--headless=new',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan,WebGPU',
];

/**
 * Vitest's global set-up of the browser project. Where no browser starts it does not throw, which would end the tests in
 * Node too: the launcher then says what to do, and the browser's tests alone fail with that.
 */
export async function setup() {
  /** @type {string[]} */
  const tried = [];
  for (const candidate of await candidates(tried)) {
    const complaint = await trial(candidate);
    if (complaint === null) return writeLauncher(startOf(candidate));
    tried.push(`${candidate.binary}: ${complaint}`);
  }
  const advice =
    `No browser could be started, so the tests in the browser fail. Tried: ${tried.join('; ')}. ` +
    'Install Chromium and set LAYERWISE_CHROMIUM to its file, or run the tests in Node alone: npm test -- --project node';
  console.error(`\n${advice}\n`);
  writeLauncher(`echo ${quoted(advice)} >&2\nexit 1\n`);
}

/** @typedef {{ binary: string, libraries?: string }} Candidate `libraries`: a folder for LD_LIBRARY_PATH */

/**
 * Browsers in the order in which they are tried.
 *
 * @param {string[]} tried where to say why one is not in the list
 * @returns {Promise<Candidate[]>}
 */
async function candidates(tried) {
  const chosen = process.env['LAYERWISE_CHROMIUM'];
  if (chosen) return [{ binary: chosen }];
  /** @type {Candidate[]} */
  const found = [];
  if (process.platform === 'linux' && process.arch === 'x64') {
    try {
      await unpack();
      const binary = join(unpacked, 'chromium');
      // First with the machine's libraries; where NSS and friends are missing, with those that the package brings along.
      found.push({ binary }, { binary, libraries: join(unpacked, 'al2023', 'lib') });
    } catch (error) {
      tried.push(`@sparticuz/chromium ${version}: ${message(error)}`);
    }
  }
  const { chromium } = await import('playwright');
  const installed = [
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return [...found, ...installed.filter((file) => existsSync(file)).map((binary) => ({ binary }))];
}

/** Unpacks the package's browser, its software GPU and its libraries, once; half a folder never gets the final name. */
async function unpack() {
  if (existsSync(unpacked)) return;
  const scratch = `${unpacked}-${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  // A process of its own, because the package takes its orders from the environment: the folder from TMPDIR, and the
  // pack of libraries (Amazon Linux 2023's) from the name of a cloud's runtime.
  const script = "import('@sparticuz/chromium').then((it) => it.default.executablePath())";
  const env = { ...process.env, TMPDIR: scratch, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  try {
    const { code, output } = await capture(process.execPath, ['--input-type=module', '-e', script], { env });
    if (code !== 0) throw new Error(output.trim());
    renameSync(scratch, unpacked);
  } catch (error) {
    if (!existsSync(unpacked)) throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Starts the browser as Vitest will and shows it a page. Asking for its version would do for missing libraries, but not
 * for a browser that starts and then dies.
 *
 * @param {Candidate} candidate
 * @returns {Promise<string | null>} what went wrong, or null
 */
async function trial({ binary, libraries }) {
  const { chromium } = await import('playwright');
  const env = { ...process.env, ...environment(libraries) };
  try {
    const browser = await chromium.launch({ executablePath: binary, args: flags, env, timeout: 20_000 });
    try {
      const page = await browser.newPage();
      await page.setContent('<p>started</p>', { timeout: 20_000 });
    } finally {
      await browser.close();
    }
    return null;
  } catch (error) {
    return cause(message(error));
  }
}

/**
 * The line that matters of Playwright's account of a failed start.
 *
 * @param {string} account
 */
function cause(account) {
  const lines = stripVTControlCharacters(account)
    .split('\n')
    .map((line) => line.replace(/^[\s-]*(\[pid=\d+\])?(\[err\])?\s*/, ''));
  return (
    lines.find((line) => /error while loading|no such file|exitCode|timeout|cannot/i.test(line)) ?? account
  ).replace(/\.$/, '');
}

/** @param {Candidate} candidate */
function startOf({ binary, libraries }) {
  const settings = Object.entries(environment(libraries)).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  return `${settings.join('')}exec ${quoted(binary)} "$@"\n`;
}

/** @param {string} commands a shell script */
function writeLauncher(commands) {
  const scratch = `${launcher}-${process.pid}`;
  mkdirSync(dirname(launcher), { recursive: true });
  writeFileSync(scratch, `#!/bin/sh\n${commands}`);
  chmodSync(scratch, 0o755);
  renameSync(scratch, launcher);
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * @param {string | undefined} libraries
 * @returns {Record<string, string>}
 */
function environment(libraries) {
  if (libraries === undefined) return {};
  return { LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':') };
}

/** @param {unknown} error */
function message(error) {
  return error instanceof Error ? error.message : String(error);
}
