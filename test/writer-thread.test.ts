import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from '../scripts/root.ts';

const run = promisify(execFile);

// With the schemas, or the relay, a thread takes three times as long to start, and a service with it.
it.each(['store', 'tickets'])('loads no library in the writer thread of %s but SQLite', async (app) => {
  const procedures = join(root, 'apps', app, 'src', 'db', 'procedures.ts');
  const thread = join(root, 'packages', 'storage', 'src', 'sqlite', 'writer-thread.ts');
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
    for (const file of ${JSON.stringify([procedures, thread])}) await import(file);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root });
  const libraries = stdout.matchAll(/\/node_modules\/([^/]+)\//g).map(([, name]) => name);
  expect([...new Set(libraries)]).toEqual(['better-sqlite3']);
  expect(stdout).toContain('/outbox/src/sqlite/procedures.ts');
  expect(stdout).not.toContain('/relay.ts');
});
