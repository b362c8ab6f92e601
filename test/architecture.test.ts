import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  engineFolder,
  floors,
  generated,
  ground,
  lazyExceptions,
  mostLines,
  nodeFolders,
  packageImports,
} from './architecture/floors.ts';
import {
  anysOf,
  defaultExportsOf,
  type Finding,
  importsOf,
  parse,
  type Source,
  silencersOf,
  textsOf,
} from './architecture/source.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const written = filesBelow('src').filter((path) => !path.startsWith(generated));
const everything = written.map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
// Tests stand beside their sources and may import anything; so may the helpers that only tests use.
const shipped = everything.filter(({ path }) => !isTest(path));

describe('src', () => {
  test('imports only downwards', () => {
    expect(shipped.flatMap(wrongImports)).toEqual([]);
  });

  test('has only folders that the table knows', () => {
    expect([...new Set(shipped.map(({ path }) => floorOf(path)))].filter((floor) => !(floor in floors))).toEqual([]);
  });

  test('names ONNX Runtime in one folder only', () => {
    const outside = shipped.filter(({ path }) => floorOf(path) !== engineFolder);
    expect(complaints(outside, (source) => textsOf(source, /onnxruntime/))).toEqual([]);
  });

  test('passes names on in index.ts only', () => {
    const entries = Object.values(packageImports).flat();
    const others = shipped.filter(({ path }) => posix.basename(path) !== 'index.ts' && !entries.includes(path));
    const passedOn = (source: Source) =>
      importsOf(source)
        .filter(({ passedOn, specifier }) => passedOn && specifier.startsWith('.'))
        .map(({ line, specifier }) => ({ line, what: `export … from '${specifier}'` }));
    expect(complaints(others, passedOn)).toEqual([]);
  });

  test(`has no file of more than ${mostLines} lines`, () => {
    const long = everything.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
    expect(long.filter(({ lines }) => lines > mostLines).map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual(
      [],
    );
  });

  test('never says any', () => {
    expect(complaints(everything, anysOf)).toEqual([]);
  });

  test('never tells the compiler to look away', () => {
    const silencers = (source: Source) =>
      silencersOf(source, isTest(source.path) ? /@ts-(ignore|nocheck)/ : /@ts-(ignore|nocheck|expect-error)/);
    expect(complaints(everything, silencers)).toEqual([]);
  });

  test('has no default exports', () => {
    expect(complaints(everything, defaultExportsOf)).toEqual([]);
  });
});

describe('the table', () => {
  test('knows every package import', () => {
    const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const known = Object.entries(packageImports).map(([name, [node, web]]) => [
      name,
      { node: `./${node}`, default: `./${web}` },
    ]);
    const sources = Object.entries<Record<string, unknown>>(imports).map(([name, to]) => [
      name,
      to['layerwise-source'],
    ]);
    expect(sources).toEqual(known);
  });

  test('lets no folder import, however indirectly, what imports it', () => {
    const below = (floor: string, seen: Set<string>): Set<string> => {
      for (const next of floors[floor] ?? []) if (!seen.has(next)) below(next, seen.add(next));
      return seen;
    };
    // The loop and its callbacks know each other's types: one floor in two folders.
    const together = ['training', 'callbacks'];
    const circular = Object.keys(floors).filter((floor) => below(floor, new Set()).has(floor));
    expect(circular).toEqual(together);
  });
});

describe('the check of imports', () => {
  const check = (path: string, text: string) => wrongImports(parse(path, text));

  test('names the file, the line and the import', () => {
    const text = "import { a } from '../graph/a.ts';\n\nimport type { B } from '../layers/b.ts';\n";
    expect(check('src/ops/x.ts', text)).toEqual([
      "src/ops/x.ts:3 imports '../layers/b.ts', but ops/ may import only graph/, utils/",
    ]);
  });

  test('sees re-exports, import() and import types', () => {
    const text =
      "export { a } from '../models/a.ts';\nawait import('../models/b.ts');\ntype C = import('../models/c.ts').C;";
    expect(check('src/layers/core/x.ts', text.replaceAll('../', '../../'))).toHaveLength(3);
  });

  test('sees through package imports', () => {
    expect(check('src/ops/x.ts', "import { ort } from '#ort';")).toHaveLength(1);
    expect(check('src/ops/x.ts', "import { files } from '#files';")).toHaveLength(0);
  });

  test('allows the two lazy arrows upwards, and only as import()', () => {
    expect(check('src/graph/engine.ts', "await import('../runtime/index.ts');")).toEqual([]);
    expect(check('src/graph/engine.ts', "import { run } from '../runtime/index.ts';")).toHaveLength(1);
    expect(check('src/models/model.ts', "await import('../saving/index.ts');")).toEqual([]);
  });

  test("keeps Node's modules to files for Node", () => {
    expect(check('src/utils/x.ts', "import 'node:fs';")).toHaveLength(1);
    expect(check('src/utils/x.node.ts', "import 'node:fs';")).toEqual([]);
    expect(check('src/cli/x.ts', "import 'node:fs';")).toEqual([]);
  });

  test('wants real extensions and literal names', () => {
    expect(check('src/utils/x.ts', "import './y.js';")).toHaveLength(1);
    expect(check('src/utils/x.ts', 'await import(name);')).toHaveLength(1);
  });
});

/** What is wrong with the imports of one file, a line each. */
function wrongImports(source: Source): string[] {
  const floor = floorOf(source.path);
  const allowed = [...(floors[floor] ?? []), ground];
  return importsOf(source).flatMap(({ specifier, line, lazy }) => {
    const complain = (why: string) => [`${source.path}:${line} imports '${specifier}', but ${why}`];
    if (specifier === '(computed)') return complain('an import must name its module');
    if (specifier.startsWith('node:')) {
      const isForNode = nodeFolders.includes(floor) || source.path.endsWith('.node.ts');
      return isForNode ? [] : complain("only files called *.node.ts may use Node's modules");
    }
    const isRelative = specifier.startsWith('.');
    if (isRelative && !specifier.endsWith('.ts')) return complain('relative imports carry their real extension, .ts');
    const file = isRelative ? posix.join(posix.dirname(source.path), specifier) : packageImports[specifier]?.[0];
    const target = file === undefined ? undefined : floorOf(file);
    if (target === undefined || target === floor || allowed.includes(target)) return [];
    if (lazy && lazyExceptions.some(({ file, to }) => file === source.path && to === target)) return [];
    return complain(`${floor}/ may import only ${allowed.map((name) => `${name}/`).join(', ')}`);
  });
}

/** The folder of src that a file belongs to; `index` for src/index.ts. */
function floorOf(path: string): string {
  const [, first = '', ...rest] = path.split('/');
  return rest.length > 0 ? first : first.replace(/\.ts$/, '');
}

function isTest(path: string): boolean {
  return /\.test(-d)?\.ts$/.test(path) || path.startsWith('src/testing/');
}

function complaints(sources: readonly Source[], find: (source: Source) => Finding[]): string[] {
  return sources.flatMap((source) => find(source).map(({ line, what }) => `${source.path}:${line} ${what}`));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => posix.join(folder, path.split(sep).join('/')))
    .sort();
}
