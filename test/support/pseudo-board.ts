import { join } from 'node:path';
import type { BrowserContext, Route } from 'playwright-core';
import { build, type Plugin, type Rollup } from 'vite';
import { root } from '../../scripts/root.ts';

/** The board's page with longer words, in the place of the page that the service has. */
export type PseudoBoard = (context: BrowserContext) => Promise<void>;

/** Builds it. The page that people use knows nothing of it: what makes words is swapped in the build alone. */
export async function buildPseudoBoard(): Promise<PseudoBoard> {
  const { NODE_ENV } = process.env;
  const built = await build({
    root: join(root, 'apps', 'board'),
    logLevel: 'warn',
    plugins: [longerWords()],
    build: { write: false },
  });
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
  const files = new Map(
    [built]
      .flat()
      .flatMap((result) => ('output' in result ? result.output : []))
      .map((file) => [`/${file.fileName}`, file]),
  );
  return async (context) => {
    await context.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const isPage = route.request().resourceType() === 'document';
      const file = files.get(isPage ? '/index.html' : pathname);
      return file ? answer(route, file) : route.fallback();
    });
  };
}

function longerWords(): Plugin {
  const own = join(root, 'apps', 'board', 'src', 'i18n', 'testing', 'pseudo-bilingual.ts');
  return {
    name: 'longer-words',
    enforce: 'pre',
    resolveId: (source, importer) => (source.endsWith('/bilingual.ts') && importer !== own ? own : null),
  };
}

type File = Rollup.RollupOutput['output'][number];

function answer(route: Route, file: File): Promise<void> {
  const body = file.type === 'chunk' ? file.code : Buffer.from(file.source);
  const [, ending = ''] = /\.(\w+)$/.exec(file.fileName) ?? [];
  return route.fulfill({ body, contentType: types[ending] ?? 'application/octet-stream' });
}

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
