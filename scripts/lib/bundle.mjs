// Joins the compiled modules into a few files for Node, which takes longer to find and open hundreds of files than to run what is in them.
import { join } from 'node:path';
import { build } from 'vite';

/** What few programs need: it stays apart, and is loaded when it is asked for. */
const loadedLater = /\/(cli\/|node\/|training\/profile\.js|datasets\/iris\.data\.js|onnx\/proto\/)/;

/**
 * Bundles the entries of the compiled package into its folder `bundle`. Names of functions and classes stay, since errors and files show them.
 *
 * @param {string} folder where tsc has put the package
 */
export async function bundle(folder) {
  await build({
    configFile: false,
    envFile: false,
    publicDir: false,
    root: folder,
    logLevel: 'error',
    resolve: {
      alias: {
        '#ort': join(folder, 'runtime/ort.node.js'),
        '#files': join(folder, 'utils/files.node.js'),
      },
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
            groups: [{ name: 'layerwise', test: (id) => !loadedLater.test(id.replaceAll('\\', '/')) }],
          },
          minify: { compress: true, mangle: { toplevel: false, keepNames: true }, codegen: true },
        },
      },
    },
  });
}
