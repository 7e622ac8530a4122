import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { boardPages } from '@relevo/contract';
import { build, parseAst, type Rollup } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { workerFile } from './precompress.ts';

const firstLoadLimit = 62_500;
let files: Rollup.RollupOutput['output'][number][];

beforeAll(async () => {
  // What is shipped: under a test's own name, libraries bring their checks for developers along.
  vi.stubEnv('NODE_ENV', 'production');
  const built = await build({ root: import.meta.dirname, logLevel: 'warn', build: { write: false } });
  vi.unstubAllEnvs();
  files = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  vi.unstubAllEnvs();
});

const find = (name: string) => files.find(({ fileName }) => fileName === name) as (typeof files)[number];
const textOf = (file: (typeof files)[number]) => String(file.type === 'chunk' ? file.code : file.source);

/** The page, what it names, and what that imports at once: everything else comes when it is asked for. */
function firstLoaded() {
  const page = files.find(({ fileName }) => fileName === 'index.html');
  const first = new Set(
    files.filter((file) => file === page || (page && textOf(page).includes(file.fileName))),
  );
  for (const file of first) {
    if (file.type !== 'chunk') continue;
    for (const other of files) if (file.imports.includes(other.fileName)) first.add(other);
  }
  return [...first];
}

describe('what the browser loads first', () => {
  it('stays under 62.5 kB compressed', () => {
    const bytes = firstLoaded().map((file) => gzipSync(textOf(file)).length);
    expect(bytes.length).toBeGreaterThan(2);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(firstLoadLimit);
  });

  it('is all that the service worker keeps, with everything that comes later', () => {
    const worker = textOf(find(workerFile));
    // A classic script, which imports nothing.
    expect(parseAst(worker).body.map(({ type }) => type)).not.toContain('ImportDeclaration');
    const [, kept = '[]'] = /KEPT_FILES=(\[[^\]]*\])/.exec(worker) ?? [];
    const built = files.map(({ fileName }) => fileName).filter((name) => name.startsWith('assets/'));
    const copied = readdirSync(join(import.meta.dirname, 'public'));
    expect(JSON.parse(kept).sort()).toEqual(['/', ...[...built, ...copied].map((name) => `/${name}`)].sort());
    expect(worker).toContain(`BOARD_PAGES=${JSON.stringify(boardPages)}`);
  });

  it('has no schemas in it: the contract keeps what needs zod apart', () => {
    for (const file of files) expect(textOf(file)).not.toContain('ZodError');
  });

  it.each([
    ['people-page', 'agregar-persona'],
    ['audit-page', 'audit-entry'],
    ['today-page', 'columns-plot'],
    ['welcome', 'welcome-connect'],
    ['guide', 'guide-steps'],
    ['menu-list', 'menu-row'],
    ['connection-page', 'proxy_read_timeout'],
  ])('leaves %s for when it is asked for', (name, content) => {
    expect(files.some(({ fileName }) => fileName.includes(name))).toBe(true);
    for (const file of firstLoaded()) expect(file.fileName + textOf(file)).not.toContain(content);
  });
});
