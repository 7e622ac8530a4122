import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { extname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';
import { adminOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { newTicket } from '@relevo/testkit/work';

const root = new URL('..', import.meta.url).pathname;
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

it('lists page', async () => {
  await using dir = await tempDir();
  const { build } = await import('vite');
  const { NODE_ENV } = process.env;
  await build({ root: join(root, 'apps/board'), logLevel: 'warn', build: { outDir: dir.path, sourcemap: true, minify: false, emptyOutDir: true } });
  if (NODE_ENV === undefined) delete process.env.NODE_ENV; else process.env.NODE_ENV = NODE_ENV;
  await using service = await ticketsForTest();
  const admin = await adminOf(service);
  const browser = await launchBrowser();
  try {
    await using board = await openBoard(browser, { url: service.url, client: admin, prepare: async (context) => {
      await context.route((url) => !url.pathname.startsWith('/api') && !url.pathname.startsWith('/socket.io'), (route) => {
        const path = new URL(route.request().url()).pathname;
        const file = path === '/' ? '/index.html' : path;
        return route.fulfill({ body: readFileSync(join(dir.path, file)), contentType: types[extname(file)] ?? 'application/octet-stream' });
      });
    } });
    const cdp = await board.context.newCDPSession(board.page);
    await cdp.send('Profiler.enable');
    await cdp.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    const maps = new Map<string, { map: SourceMap; lines: number[] }>();
    const mapOf = (path: string) => {
      let kept = maps.get(path);
      if (!kept) {
        const code = readFileSync(join(dir.path, path), 'utf8');
        const lines = [0]; for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) lines.push(at + 1);
        kept = { map: new SourceMap(JSON.parse(readFileSync(join(dir.path, `${path}.map`), 'utf8'))), lines };
        maps.set(path, kept);
      }
      return kept;
    };
    const take = async () => {
      const { result } = await cdp.send('Profiler.takePreciseCoverage');
      const files = new Map<string, string[]>();
      for (const { url, functions } of result) {
        if (!url.startsWith(service.url)) continue;
        const path = new URL(url).pathname;
        if (!path.endsWith('.js') || !path.startsWith('/assets/')) continue;
        const { map, lines } = mapOf(path);
        for (const { functionName, ranges } of functions) {
          const start = ranges[0]!.startOffset;
          if (ranges[0]!.count === 0 || (functionName === '' && start === 0)) continue;
          const line = lines.findLastIndex((from) => from <= start);
          const entry = map.findEntry(line, start - lines[line]!) as { originalSource?: string };
          if (!entry.originalSource) continue;
          const source = relative(root, join(dir.path, 'assets', entry.originalSource));
          if (source.includes('node_modules')) continue;
          files.set(source, [...(files.get(source) ?? []), functionName]);
        }
      }
      return files;
    };
    for (let n = 0; n < 6; n += 1) { const id = await newTicket(service.url); await board.card(id).waitFor(); }
    const rounds: Map<string, string[]>[] = [];
    for (let n = 0; n < 5; n += 1) { await take(); const id = await newTicket(service.url); await board.card(id).waitFor(); rounds.push(await take()); }
    const all = rounds.map((r) => new Set(r.keys())).reduce((a, b) => a.intersection(b));
    console.log([...all].sort().map((f) => `${f}  ${[...new Set(rounds[0]!.get(f))].join(' ')}`).join('\n'), all.size);
    console.log(rounds.map((r) => r.size));
  } finally { await browser.close(); }
  expect(1).toBe(1);
});
