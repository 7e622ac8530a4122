import { defineConfig } from 'vitest/config';

const inBrowser = ['test/**/*.browser.test.ts'];
// V8's baseline compiler makes Node 24 die of SIGSEGV now and then, in a test process of its own choice:
// https://github.com/nodejs/node/issues/62393. Without it the tests take as long.
const execArgv = ['--no-sparkplug'];
const limits = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{apps,packages,scripts}/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...inBrowser],
          // Much of it waits for disks and processes: more workers than the one that vitest takes on two cores.
          maxWorkers: 3,
          execArgv,
          ...limits,
        },
      },
      {
        test: {
          name: 'browser',
          include: inBrowser,
          // After the others, and few at once: browsers take all of the machine, and pages that starve look broken.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          maxConcurrency: 2,
          globalSetup: 'test/support/prepare-browser-tests.ts',
          execArgv,
          ...limits,
        },
      },
    ],
  },
});
