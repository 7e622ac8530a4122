import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../scripts/root.ts';

const within = (pattern: string) =>
  globSync(pattern, { cwd: root, exclude: ['**/node_modules', '**/dist', '**/coverage'] }).toSorted();
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const files = within('{apps,packages,scripts,test}/**/*.{ts,tsx,mjs,js}');
const texts = new Map(files.map((file) => [file, read(file)]));
const isForTests = (file: string) =>
  /\.(test|conformance)\.|(^|\/)(test|testing|testkit|fixtures)\//.test(file);
const production = files.filter((file) => /^(apps|packages)\/[^/]+\/src\//.test(file) && !isForTests(file));

type Manifest = { name: string; exports?: Record<string, string> };
const packages = new Map(
  within('{apps,packages}/*/package.json').map((file) => {
    const { name, exports = {} }: Manifest = JSON.parse(read(file));
    return [name, { folder: dirname(file), exports }];
  }),
);

/** The files of this project that a file imports, types too. */
function importsOf(file: string): string[] {
  const names = (texts.get(file) ?? '').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g);
  return [...names].flatMap(([, name = '']) => resolved(file, name) ?? []).filter((to) => texts.has(to));
}

function resolved(from: string, name: string): string | undefined {
  if (name.startsWith('.')) return normalize(join(dirname(from), name));
  const owner = name.split('/').slice(0, 2).join('/');
  const known = packages.get(owner);
  const target = known?.exports[`.${name.slice(owner.length)}`];
  return known && target && join(known.folder, target);
}

/** The first way round that leads back to where it began, or null. */
function circle(arrows: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  function follow(file: string, way: string[]): string[] | null {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return null;
    done.add(file);
    for (const next of arrows.get(file) ?? []) {
      const found = follow(next, [...way, file]);
      if (found) return found;
    }
    return null;
  }
  for (const file of arrows.keys()) {
    const found = follow(file, []);
    if (found) return found;
  }
  return null;
}

it('has no files that import each other in a circle, not even for a type', () => {
  expect(circle(new Map(files.map((file) => [file, importsOf(file)])))).toBe(null);
  expect(circle(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'] })))).toEqual(['b', 'c', 'b']);
});

it('reaches other packages by name: no import climbs four folders', () => {
  expect(files.filter((file) => /(?:from|import\() ?'(?:\.\.\/){4,}/.test(texts.get(file) ?? ''))).toEqual(
    [],
  );
});

it('has no file of more than 400 lines', () => {
  expect(files.filter((file) => (texts.get(file) ?? '').split('\n').length > 401)).toEqual([]);
});

it('keeps what is for tests out of what runs in production', () => {
  const mixed = production.flatMap((file) =>
    importsOf(file)
      .filter(isForTests)
      .map((to) => `${file} imports ${to}`),
  );
  expect(mixed).toEqual([]);
  const needed = within('{apps,packages}/*/package.json').filter(
    (file) => JSON.parse(read(file)).dependencies?.['@relevo/testkit'],
  );
  expect(needed).toEqual([]);
});

it('exports only files that exist', () => {
  const exported = [...packages.values()].flatMap(({ folder, exports }) =>
    Object.values(exports).map((target) => join(folder, target)),
  );
  expect(exported.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

const pages = ['README.md', 'CONTRIBUTING.md', ...within('docs/**/*.md'), ...within('packages/*/README.md')];

it.each(pages)('leads nowhere that does not exist: %s', (page) => {
  // Not what stands in a block of code.
  const text = read(page).replaceAll(/^```.*?^```/gms, '');
  const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, to = '']) => join(dirname(page), to));
  const named = [...text.matchAll(/`((?:apps|packages|scripts|test)\/[\w./-]+\.\w+)`/g)].map(
    ([, to = '']) => to,
  );
  const missing = [...links, ...named].filter((to) => !existsSync(join(root, to)));
  expect(missing.map((to) => relative('.', to))).toEqual([]);
});

it.each(pages.filter((page) => page.startsWith('docs/') && !/decisions\/\d/.test(page)))(
  'says at the top whom it is for: %s',
  (page) => {
    expect(read(page).split('\n').slice(0, 5).join('\n')).toMatch(/^_(For|Para) .+/m);
  },
);
