import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Words } from './bilingual.ts';

const { collected } = vi.hoisted(() => ({ collected: [] as { es: Words; en: Words }[] }));
// Some words are known to their own file alone, so they are taken where they are made.
vi.mock(import('./bilingual.ts'), async (original) => {
  const real = await original();
  const collecting: typeof real.bilingual = (both) => {
    collected.push(both);
    return real.bilingual(both);
  };
  return { ...real, bilingual: collecting };
});

/** What Spanish and English say alike. */
const alike = new Set(['Normal', 'Total', 'Total 2', 'WhatsApp', 'min', 'Esc', 'Enter']);

const root = join(import.meta.dirname, '..');
const makes = /\bbilingual\(\{/g;
const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !file.includes('.test.'));
const sources = files.map((file) => ({ file, made: readFileSync(join(root, file), 'utf8').match(makes) }));
const makers = sources.filter(({ made }) => made !== null);
// Another file in this process may have had them made before.
vi.resetModules();
for (const { file } of makers) await import(join(root, file));
afterAll(() => vi.resetModules());

type Leaf = { path: string; es: unknown; en: unknown };

function leavesOf(es: unknown, en: unknown, path = ''): Leaf[] {
  if (!isGroup(es) || !isGroup(en)) return [{ path, es, en }];
  const keys = new Set([...Object.keys(es), ...Object.keys(en)]);
  return [...keys].flatMap((key) => leavesOf(es[key], en[key], path ? `${path}.${key}` : key));
}

function isGroup(value: unknown): value is Words {
  return typeof value === 'object' && value !== null;
}

/** What it says: a function is given the same for every gap, a text where it takes one, else a number. */
function said(word: unknown): string {
  if (typeof word !== 'function') return String(word);
  const filled = (gap: unknown) => String(word(...Array(word.length).fill(gap)));
  try {
    return filled('2');
  } catch {
    return filled(2);
  }
}

const leaves = collected.flatMap(({ es, en }) => leavesOf(es, en));

describe('the words', () => {
  it('are all looked at', () => {
    const made = makers.reduce((sum, { made }) => sum + (made?.length ?? 0), 0);
    expect(collected).toHaveLength(made);
    expect(made).toBeGreaterThan(15);
  });

  it('have the same keys, of the same kind, in both languages', () => {
    const kindOf = (word: unknown) =>
      typeof word === 'function' ? `function of ${word.length}` : typeof word;
    const differing = leaves.filter(({ es, en }) => kindOf(es) !== kindOf(en));
    expect(differing.map(({ path, es, en }) => `${path}: ${kindOf(es)}, ${kindOf(en)}`)).toEqual([]);
    expect(leaves.filter(({ es }) => !/function|string/.test(typeof es))).toEqual([]);
  });

  it('say something, or nothing in both', () => {
    const half = leaves.filter(({ es, en }) => !said(es).trim() !== !said(en).trim());
    expect(half.map(({ path }) => path)).toEqual([]);
    const empty = leaves.filter(({ es }) => !said(es).trim());
    // The title of the sign-in page says enough when nobody has done anything wrong.
    expect(empty.map(({ path }) => path)).toEqual(['outside.no-session.line', 'outside.left.line']);
  });

  it('are not the same in both languages, but for a few', () => {
    const same = leaves.filter(({ es, en }) => said(es) === said(en) && /\p{L}/u.test(said(es)));
    expect(same.map(({ es }) => said(es)).filter((text) => !alike.has(text))).toEqual([]);
  });
});
