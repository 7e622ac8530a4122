import { readFileSync } from 'node:fs';
import { startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';

// Runs in the service before anything else, and leaves behind what its main thread has loaded, in order.
const keepLoaded = `
  import { writeFileSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on('exit', () => writeFileSync('loaded.txt', loaded.join('\\n')));`;

async function loadedByTickets(): Promise<string[]> {
  using dir = tempDir();
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(keepLoaded)}`;
  await using service = await startProcess('tickets', dir.path, { NODE_OPTIONS });
  await service.kill('SIGTERM');
  return readFileSync(`${dir.path}/loaded.txt`, 'utf8').split('\n');
}

it('lets the ticket service start its writer before it loads the rest, and without the HTTP client', async () => {
  const loaded = await loadedByTickets();
  const at = (part: string) => loaded.findIndex((url) => url.includes(part));
  expect(at('/storage/src/sqlite/writer-connection.ts')).toBeGreaterThan(-1);
  expect(at('/storage/src/sqlite/writer-connection.ts')).toBeLessThan(at('/node_modules/express/'));
  expect(loaded.filter((url) => /\/http-client\/|\/node_modules\/(axios|undici)\//.test(url))).toEqual([]);
});
