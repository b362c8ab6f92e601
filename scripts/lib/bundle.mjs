// Joins the compiled modules into a few files for Node, which takes longer to find and open hundreds of files than to run what is in them.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { build } from 'vite';

/**
 * Bundles the entries of the compiled package into its folder `bundle`. Names of functions and classes stay, since errors and files show them.
 *
 * @param {string} folder where tsc has put the package
 */
export async function bundle(folder) {
  const inside = {
    '#ort': join(folder, 'runtime/ort.node.js'),
    '#files': join(folder, 'utils/files.node.js'),
  };
  const atOnce = importedBy(join(folder, 'index.js'), inside);
  await build({
    configFile: false,
    envFile: false,
    publicDir: false,
    root: folder,
    logLevel: 'error',
    resolve: {
      alias: inside,
    },
    build: {
      ssr: true,
      outDir: join(folder, 'bundle'),
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: {
          index: join(folder, 'index.js'),
          node: join(folder, 'node/index.js'),
          cli: join(folder, 'cli/main.js'),
        },
        // Packages and Node's own modules stay outside.
        external: (id) => /^(node:|[a-z@](?!:))/.test(id),
        // What saving and the engine import lazily is also imported by the index: it says so of each.
        onLog: () => undefined,
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'parts/[name].js',
          // One file for all that is loaded at once: each more takes a millisecond to find and open.
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [
              { name: 'layerwise', test: (id) => atOnce.has(normalize(id)) },
              { name: 'files', test: (id) => !atOnce.has(normalize(id)) && /[\\/]saving[\\/]/.test(id) },
            ],
          },
          minify: { compress: true, mangle: { toplevel: false, keepNames: true }, codegen: true },
        },
      },
    },
  });
}

/**
 * A compiled module with all that it imports when it is loaded, not counting what it imports later, by `import()`.
 *
 * @param {string} path
 * @param {Readonly<Record<string, string>>} inside the package's own imports
 * @param {Set<string>} found
 */
function importedBy(path, inside, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(
    /^(?:import|export|\}) [^'"\n]*from ['"]([^'"\n]+)['"]/gm,
  )) {
    const next = specifier.startsWith('.') ? join(dirname(path), specifier) : inside[specifier];
    if (next !== undefined) importedBy(next, inside, found);
  }
  return found;
}
