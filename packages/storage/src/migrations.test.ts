import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { planMigrations, readMigrations } from './migrations.ts';

describe('plan migrations', () => {
  const one = { component: 'notes', number: 1, name: 'notes', checksum: 'a', sql: '' };
  const two = { component: 'notes', number: 2, name: 'color', checksum: 'b', sql: '' };
  const outbox = { component: 'outbox', number: 1, name: 'outbox', checksum: 'c', sql: '' };

  it('runs everything on a new database, in order', () => {
    expect(planMigrations([one, two, outbox], [])).toEqual({ kind: 'run', pending: [one, two, outbox] });
  });

  it('runs only what a database has not had', () => {
    expect(planMigrations([one, two, outbox], [outbox, one])).toEqual({ kind: 'run', pending: [two] });
  });

  it('reports a number or a component that this code does not know', () => {
    expect(planMigrations([one], [one, two])).toEqual({ kind: 'newer', unknown: two });
    expect(planMigrations([one], [one, outbox])).toEqual({ kind: 'newer', unknown: outbox });
  });

  it('reports a migration that was edited after it had run', () => {
    expect(planMigrations([one], [{ ...one, checksum: 'z' }])).toMatchObject({ kind: 'changed' });
  });
});

describe('read migrations', () => {
  function series(folder: { at(name: string): string }, files: Record<string, string>) {
    for (const [name, sql] of Object.entries(files)) writeFileSync(folder.at(name), sql);
    return [{ component: 'shop', dir: pathToFileURL(folder.at('')) }];
  }

  it('reads a series in order, the same from a checkout with other line ends', () => {
    using unix = tempDir();
    using windows = tempDir();
    const [first, second] = readMigrations(
      series(unix, { '002-b.sql': 'B;\n', '001-a.sql': 'A;\n', 'README.md': '' }),
    );
    const [other] = readMigrations(series(windows, { '001-a.sql': 'A;\r\n' }));
    expect([first, second]).toMatchObject([
      { number: 1, name: 'a' },
      { number: 2, name: 'b' },
    ]);
    expect(other?.checksum).toBe(first?.checksum);
  });

  it.each([
    ['a gap', { '001-a.sql': '', '003-c.sql': '' }, /expected 002-name.sql, found 003-c.sql/],
    ['a number used twice', { '001-a.sql': '', '001-b.sql': '' }, /found 001-b.sql/],
    ['a name without a number', { 'first.sql': '' }, /found first.sql/],
  ])('refuses %s', (_, files, message) => {
    using folder = tempDir();
    expect(() => readMigrations(series(folder, files as Record<string, string>))).toThrow(message);
  });
});
