import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from '../scripts/root.ts';

const run = promisify(execFile);

/** Every file that these load. */
async function loadedBy(...files: string[]): Promise<string> {
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
    for (const file of ${JSON.stringify(files)}) await import(file);`;
  return (await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root })).stdout;
}

const librariesIn = (loaded: string) => [
  ...new Set(loaded.matchAll(/\/node_modules\/([^/]+)\//g).map(([, name]) => name)),
];

// With the schemas, or the relay, a thread takes three times as long to start, and a service with it.
it.each(['store', 'tickets'])('loads no library in the writer thread of %s but SQLite', async (app) => {
  const procedures = join(root, 'apps', app, 'src', 'db', 'procedures.ts');
  const thread = join(root, 'packages', 'storage', 'src', 'sqlite', 'writer-thread.ts');
  const stdout = await loadedBy(procedures, thread);
  expect(librariesIn(stdout)).toEqual(['better-sqlite3']);
  expect(stdout).toContain('/outbox/src/sqlite/procedures.ts');
  expect(stdout).not.toContain('/relay.ts');
});

it('loads no library in the query thread of tickets but SQLite', async () => {
  const queries = join(root, 'apps', 'tickets', 'src', 'db', 'queries.ts');
  const thread = join(root, 'packages', 'storage', 'src', 'sqlite', 'query-thread.ts');
  const stdout = await loadedBy(queries, thread);
  expect(librariesIn(stdout)).toEqual(['better-sqlite3']);
  expect(stdout).toContain('/search/search-query.ts');
});
