import { globSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const inBrowser = ['test/**/*.browser.test.ts'];
const everyProject = {
  // V8's baseline compiler makes Node 24 die of SIGSEGV now and then, in a test process of its own choice:
  // https://github.com/nodejs/node/issues/62393. Without it the tests take as long.
  execArgv: ['--no-sparkplug'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // What a page shows may take long on a machine that has much to do: a look that comes too early is made again.
  expect: { poll: { timeout: 15_000 } },
  // To load express, zod and the like anew for each of 200 files took a third of all the time. Nothing here keeps
  // state in a module that another file could trip over, and what a file does to its process is looked after.
  isolate: false,
  setupFiles: 'test/support/leave-as-found.ts',
  // Each test starts services, and each service a thread: what Node has read and compiled once is kept.
  env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'node-compile') },
};

// Each package and app by itself: a well-tested one does not make up for another. Only code that runs in the tests'
// own processes counts; what runs in a service's process, its writer's thread or a browser counts for nothing here.
const parts = globSync('{apps,packages}/*', { cwd: import.meta.dirname });
const coverage = {
  provider: 'v8' as const,
  include: parts.map((part) => `${part}/src/**/*.{ts,tsx}`),
  exclude: ['**/*.test.*', '**/*.conformance.*', '**/testing/**', '**/fixtures/**'],
  reporter: ['text', 'html'],
  // A fall below says so also when a test fails.
  reportOnFailure: true,
  thresholds: Object.fromEntries(parts.map((part) => [`${part}/src/**`, { lines: 60 }])),
};

export default defineConfig({
  test: {
    coverage,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...everyProject,
          name: 'node',
          include: ['{apps,packages,scripts}/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...inBrowser],
          // Much of it waits for disks and processes: more workers than the one that vitest takes on two cores.
          maxWorkers: 3,
        },
      },
      {
        test: {
          ...everyProject,
          name: 'browser',
          include: inBrowser,
          // After the others, and few at once: browsers take all of the machine, and pages that starve look broken.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          maxConcurrency: 2,
          globalSetup: 'test/support/prepare-browser-tests.ts',
        },
      },
    ],
  },
});
