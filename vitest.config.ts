import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Programs that tests start find their modules compiled: half of such a start is reading TypeScript. Beside the packages and
 * not in a folder for everybody, since what lies there is run.
 */
const env = { NODE_COMPILE_CACHE: new URL('node_modules/.cache/hufu-compiled', import.meta.url).pathname };

/** Fast tests stand beside the code; whole-system tests in e2e/ start real processes and run one file at a time. */
export default defineConfig({
  test: {
    // One less than the cores would leave half of a small machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          env,
          include: ['{contract,packages,apps,tools}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          env,
          include: ['e2e/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
