import { defineConfig } from 'vitest/config';

const inBrowser = ['test/**/*.browser.test.ts'];
// V8's baseline compiler makes Node 24 die of SIGSEGV now and then, in a test process of its own choice:
// https://github.com/nodejs/node/issues/62393. Without it the tests take as long.
const execArgv = ['--no-sparkplug'];
const limits = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Much of it waits for disks, processes and pages: more workers than the one that vitest takes on two cores.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'node',
          include: ['{apps,packages,scripts}/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...inBrowser],
          execArgv,
          ...limits,
        },
      },
      {
        test: {
          name: 'browser',
          include: inBrowser,
          globalSetup: 'test/support/prepare-browser-tests.ts',
          execArgv,
          ...limits,
        },
      },
    ],
  },
});
