import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

// The package as users get it: compiled, packed, imported by its own name.

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const execute = promisify(execFile);

beforeAll(async () => {
  await node('scripts/build.mjs', '--if-stale', '--package');
}, 300_000);

describe('the packed package', () => {
  test('holds compiled code, its types and the papers, and nothing else', async () => {
    const files = await packed();
    const papers = /^(package\.json|README\.md|LICENSE|NOTICE|CHANGELOG\.md)$/;
    const compiled = /^dist\/.+\.(js|d\.ts)$/;
    const forTests = /\.test(-d)?\.|^dist\/testing\//;
    const strange = files.filter((file) => !papers.test(file) && (!compiled.test(file) || forTests.test(file)));
    expect(strange).toEqual([]);
  });

  test('holds every file that package.json promises', async () => {
    const files = await packed();
    const missing = promised().filter((file) => !files.includes(file));
    expect(missing).toEqual([]);
  });

  test('depends on nothing that only developers install', async () => {
    const compiled = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
    const code = compiled
      .filter((path) => path.endsWith('.js'))
      .map((path) => readFileSync(join(root, 'dist', path), 'utf8'));
    const mentions = code.flatMap((text) => Array.from(text.matchAll(/(?:from |import\(|import )'([^.'#][^']*)'/g)));
    const packages = new Set(
      mentions.flatMap(([, module = '']) => /^(?!node:)(@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? []),
    );
    const declared = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    });
    expect([...packages].filter((name) => !declared.includes(name))).toEqual([]);
  });
});

describe("import 'layerwise'", () => {
  test('finds the compiled package by its own name', async () => {
    const resolved = await node('--input-type=module', '-e', `console.log(import.meta.resolve('layerwise'))`);
    expect(fileURLToPath(resolved.trim())).toBe(join(root, 'dist/bundle/index.js'));
  });

  test('gives what the sources give', async () => {
    const names = await node(
      '--input-type=module',
      '-e',
      `console.log(JSON.stringify(Object.keys(await import('layerwise')).sort()))`,
    );
    expect(JSON.parse(names)).toEqual(Object.keys(await import('layerwise')).sort());
  });

  test('loads neither ONNX Runtime nor anything else heavy', async () => {
    const loaded = await packagesLoadedBy('layerwise');
    expect(loaded).toEqual([]);
  });

  test('works for TypeScript, with every declaration checked', async () => {
    const folder = join(root, '.build', 'consumer');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'user.ts'),
      `import * as layerwise from 'layerwise';\nexport const names: string[] = Object.keys(layerwise);\n`,
    );
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          lib: ['es2023', 'dom', 'esnext.disposable'],
          types: [],
          strict: true,
          noEmit: true,
          skipLibCheck: false,
        },
        include: ['user.ts'],
      }),
    );
    try {
      expect(await node('node_modules/typescript/bin/tsc', '-p', folder)).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the command layerwise', () => {
  const main = manifest.bin.layerwise;
  const file = 'src/saving/fixtures/mlp.keras';

  test('tells what it can do, and its version', async () => {
    expect(await node(main, '--help')).toMatch(/summary .*inspect .*diff .*convert .*predict .*plot .*devices /s);
    expect(await node(main, '--version')).toBe(`${manifest.version}\n`);
  });

  test('opens a file that Keras wrote', async () => {
    expect(await node(main, 'summary', file)).toContain('dense (Dense)');
    const { weights } = JSON.parse(await node(main, 'inspect', file, '--json'));
    expect(weights.length).toBeGreaterThan(4);
  });

  test('ends with the code of what went wrong, and says it on the error stream', async () => {
    const ended = (...args: string[]) =>
      execute(process.execPath, [main, ...args], { cwd: root }).catch(({ code, stdout, stderr }) => ({
        code,
        stdout,
        stderr,
      }));
    expect(await ended('summary')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('which file'),
    });
    expect(await ended('summary', 'none.keras')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('package.json', () => {
  test('leads to files that exist, in the sources as in the build', () => {
    const paths = pathsIn([manifest.exports, manifest.imports, manifest.bin]);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

/** Runs Node in the repository; what it printed. A failure throws with its output. */
async function node(...args: string[]): Promise<string> {
  try {
    return (await execute(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error instanceof Error ? { stdout: '', stderr: '', ...error } : {};
    throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

/** The files that `npm publish` would send. */
async function packed(): Promise<string[]> {
  const { stdout } = await execute('npm', ['pack', '--dry-run', '--json'], { cwd: root, maxBuffer: 1 << 26 });
  const answer: unknown = JSON.parse(stdout);
  // npm 12 answers with an object by package name, older ones with a list.
  const [tarball] = Object.values(answer ?? {});
  return tarball.files.map((file: { path: string }) => file.path);
}

/** The built files that exports, imports and bin name. */
function promised(): string[] {
  return pathsIn([manifest.exports, manifest.imports, manifest.bin])
    .filter((path) => path.startsWith('./dist/'))
    .map((path) => path.slice(2));
}

function pathsIn(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(pathsIn) : [];
}

/** The packages in node_modules that Node resolves while it imports `specifier`. */
async function packagesLoadedBy(specifier: string): Promise<string[]> {
  // A resolve hook that writes down each module of node_modules; CommonJS and native code would show in the process's report.
  const hook = `export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    const [, name] = found.url.match(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/) ?? [];
    if (name) process._rawDebug('loads ' + name);
    return found;
  }`;
  const script = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));
    await import(${JSON.stringify(specifier)});
    for (const object of process.report.getReport().sharedObjects)
      if (/node_modules/.test(object)) process._rawDebug('loads ' + object);`;
  const { stderr } = await execute(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
  return [...new Set(Array.from(stderr.matchAll(/^loads (.*)$/gm), ([, name = '']) => name))].sort();
}
