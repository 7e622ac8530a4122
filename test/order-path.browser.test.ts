import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adminOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { newTicket } from '@relevo/testkit/work';
import type { BrowserContext } from 'playwright-core';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';
import { listedIn } from './support/order-path.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the page so that a function of the bundle can be traced to its source: with maps, and nothing inlined or renamed. */
async function buildTraceable(outDir: string): Promise<void> {
  const { NODE_ENV } = process.env;
  await build({
    root: join(root, 'apps/board'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, sourcemap: true, minify: false },
  });
  // Vite leaves NODE_ENV=production behind.
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
}

const mediaTypes: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Serves the page of `dir` in place of the service's; everything else goes to the service. */
async function servePage(context: BrowserContext, dir: string): Promise<void> {
  const isPage = ({ pathname }: URL) => !/^\/(api|socket\.io)\//.test(pathname);
  await context.route(isPage, (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname === '/' ? '/index.html' : pathname;
    return route.fulfill({ body: readFileSync(dir + file), contentType: mediaTypes[extname(file)] ?? '' });
  });
}

/** Tells the source file of a place in a script of `dir`; undefined for what is not ours. */
function createLocate(dir: string) {
  const kept = new Map<string, { map: SourceMap; lineStarts: number[] }>();
  return (script: string, offset: number): string | undefined => {
    let one = kept.get(script);
    if (!one) {
      const lineStarts = [0, ...readFileSync(dir + script, 'utf8').matchAll(/\n/g)].map((hit) =>
        typeof hit === 'number' ? hit : hit.index + 1,
      );
      one = { map: new SourceMap(JSON.parse(readFileSync(`${dir}${script}.map`, 'utf8'))), lineStarts };
      kept.set(script, one);
    }
    const line = one.lineStarts.findLastIndex((start) => start <= offset);
    const entry = one.map.findEntry(line, offset - (one.lineStarts[line] ?? 0));
    if (!('originalSource' in entry) || !entry.originalSource) return undefined;
    const source = relative(root, join(dir, 'assets', entry.originalSource));
    return source.includes('node_modules') ? undefined : source;
  };
}

/** @returns the source files of which a function runs for every new ticket, from its message until its card is there */
async function filesThatRun(): Promise<Set<string>> {
  await using dir = await tempDir();
  await buildTraceable(dir.path);
  await using service = await ticketsForTest();
  await using opened = new AsyncDisposableStack();
  const browser = opened.adopt(await launchBrowser(), (one) => one.close());
  const client = await adminOf(service);
  const prepare = (context: BrowserContext) => servePage(context, dir.path);
  await using board = await openBoard(browser, { url: service.url, client, prepare });
  const devtools = await board.context.newCDPSession(board.page);
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const locate = createLocate(dir.path);

  /** What has run since the last call. */
  async function take(): Promise<Set<string>> {
    const files = new Set<string>();
    const { result } = await devtools.send('Profiler.takePreciseCoverage');
    for (const { url, functions } of result.filter((script) => script.url.startsWith(service.url))) {
      const { pathname } = new URL(url);
      if (!pathname.startsWith('/assets/')) continue;
      for (const { functionName, ranges } of functions) {
        const [whole] = ranges;
        // The code of a script outside of its functions runs when it is loaded.
        if (!whole || whole.count === 0 || (functionName === '' && whole.startOffset === 0)) continue;
        const file = locate(pathname, whole.startOffset);
        if (file) files.add(file);
      }
    }
    return files;
  }

  const show = async () => board.card(await newTicket(service.url)).waitFor();
  for (let warm = 0; warm < 5; warm += 1) await show();
  const rounds: Set<string>[] = [];
  for (let measured = 0; measured < 5; measured += 1) {
    await take();
    await show();
    rounds.push(await take());
  }
  // What a timer has done beside is not in every round.
  return rounds.reduce((all, one) => all.intersection(one));
}

it('shows a new order through the files that docs/architecture.md lists', async () => {
  const ran = await filesThatRun();
  const [way, reactions] = [listedIn('page'), listedIn('reactions')];
  const listed = way.union(reactions);
  expect([...ran].filter((file) => !listed.has(file))).toEqual([]);
  expect([...listed].filter((file) => !ran.has(file))).toEqual([]);
  expect(way.size).toBeLessThanOrEqual(25);
});
