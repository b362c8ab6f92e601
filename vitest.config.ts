import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { flags, launcher } from './scripts/lib/chromium.mjs';
import { mnistServer } from './scripts/lib/mnist-server.mjs';

// Tests read the sources, not dist: this is the condition that package.json's exports and imports know.
const source = 'layerwise-source';

// Unit tests of these floors run in the browser as well; what needs files or processes is called `*.node.test.ts`.
const portable = [
  'graph',
  'ops',
  'autodiff',
  'activations',
  'losses',
  'metrics',
  'initializers',
  'regularizers',
  'constraints',
  'optimizers',
  'layers',
  'data',
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: [source, 'node'] },
        ssr: { resolve: { conditions: [source, 'node'] } },
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      {
        plugins: [mnistServer],
        resolve: { conditions: [source, 'browser', 'module', 'development|production'] },
        // Pages are isolated only with both headers, and only isolated pages have SharedArrayBuffer, which WASM threads need.
        server: {
          headers: {
            'Cross-Origin-Opener-Policy': 'same-origin',
            'Cross-Origin-Embedder-Policy': 'require-corp',
          },
        },
        optimizeDeps: {
          // ONNX Runtime finds its .wasm files beside its own module, so that must stay where it is.
          exclude: ['onnxruntime-web'],
          // A dependency found only when a test imports it would make Vite reload the page under the running tests.
          include: [
            '@bufbuild/protobuf',
            '@bufbuild/protobuf/codegenv2',
            '@bufbuild/protobuf/wkt',
            'vega',
            'vega-lite',
          ],
        },
        test: {
          name: 'browser',
          include: [
            ...portable.map((folder) => `src/${folder}/**/*.test.ts`),
            'test/browser/*.browser.test.ts',
            'src/runtime/steps.test.ts',
            'test/bad-input.test.ts',
            'test/training.test.ts',
            'test/parity/training.test.ts',
          ],
          exclude: ['**/*.node.test.ts'],
          globalSetup: './scripts/lib/chromium.mjs',
          testTimeout: 60_000,
          // One page for all files: each fresh page would load the engine's 27 MB of WASM again.
          isolate: false,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: launcher, args: flags, timeout: 30_000 } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        resolve: { conditions: [source, 'node'] },
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/types/*.test-d.ts'],
            tsconfig: './tsconfig.types.json',
            ignoreSourceErrors: true,
          },
        },
      },
    ],
  },
});
