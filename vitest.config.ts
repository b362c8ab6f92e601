import { defineConfig } from 'vitest/config';

const conditions = ['layerwise-source'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: [...conditions, 'node'] },
        ssr: { resolve: { conditions: [...conditions, 'node'] } },
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
    ],
  },
});
