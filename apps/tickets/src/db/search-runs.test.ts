import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { readClosedPage } from '../history/closed-page.ts';
import { indexTickets } from '../search/search-index.ts';

const folder = new URL('./migrations/', import.meta.url);
const migrations = readdirSync(folder).sort();
const after = migrations.indexOf('008-search-index.sql') + 1;
const run = (db: Database.Database, names: string[]) => {
  for (const name of names) db.exec(readFileSync(new URL(name, folder), 'utf8'));
};

it('finds what was indexed by runs of three alone: before, halfway through and after it is indexed anew', () => {
  const db = new Database(':memory:');
  run(db, migrations.slice(0, after));
  db.exec(`
    WITH n (id) AS (VALUES (1), (2), (3))
    INSERT INTO tickets
      (ticket_id, caller, numero, fingerprint, estado, version, smoke, created_at, updated_at, search, ticket, received)
    SELECT id, 'tienda', 'W-100000' || id, '', 'entregado', 1, 0, 0, id, 'w-100000' || id || char(10) || 'ana', '{}', '' FROM n;
    INSERT INTO ticket_search (rowid, search) SELECT ticket_id, search FROM tickets;
    UPDATE ticket_search_progress SET up_to = 3;`);
  run(db, migrations.slice(after));

  const reader = {
    all: <T>(sql: string, params: unknown) => db.prepare(sql).all(params) as T[],
    transaction: <T>(read: () => T) => db.transaction(read)(),
  };
  const find = (text: string) =>
    readClosedPage(reader, { text, limit: 9 }, { viewerId: null, seenSince: 0 }).map((row) => row.ticket_id);
  const all = () => ['w-1000001', 'w-1000003', '100000', 'ana', 'nadie'].map(find);
  const expected = [[1], [3], [3, 2, 1], [3, 2, 1], []];

  expect(all()).toEqual(expected);
  while (indexTickets(db, { limit: 2 })) expect(all()).toEqual(expected);
});
