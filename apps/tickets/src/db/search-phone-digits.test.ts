import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { searchParam, searchTerm } from '../search/search-query.ts';

const folder = new URL('./migrations/', import.meta.url);
const migrations = readdirSync(folder).sort();
const itself = migrations.indexOf('005-search-phone-digits.sql');
const run = (db: Database.Database, names: string[]) => {
  for (const name of names) db.exec(readFileSync(new URL(name, folder), 'utf8'));
};

/** A ticket as it was stored before phones were found by their digits. */
function store(db: Database.Database, ticketId: number, phone: string | null): void {
  const ticket = JSON.stringify({ ticket_id: ticketId, cliente_telefono: phone });
  const search = ['ped-1', 'ana gomez', phone, 'av. corrientes 1234'].filter(Boolean).join('\n');
  db.prepare(
    `INSERT INTO tickets (ticket_id, caller, numero, fingerprint, estado, version, smoke, created_at, updated_at,
       search, ticket, received)
     VALUES (?, 'tienda', ?, '', 'entregado', 1, 0, 0, 0, ?, ?, '')`,
  ).run(ticketId, `PED-${ticketId}`, search, ticket);
}

it('finds old tickets by the digits of their phones, however these were written and are typed', () => {
  const db = new Database(':memory:');
  run(db, migrations.slice(0, itself));
  store(db, 1, '+54 (11) 5555-0000');
  store(db, 2, '011/4444.1111');
  store(db, 3, null);
  run(db, migrations.slice(itself));
  const find = (text: string) =>
    db
      .prepare(`SELECT ticket_id FROM tickets WHERE ${searchTerm} ORDER BY ticket_id`)
      .pluck()
      .all({ words: searchParam(text) });
  expect(['55550000', '5411 5555', '(11)5555', '0114444-1111', '(11) 5555-0000'].map(find)).toEqual([
    [1],
    [1],
    [1],
    [2],
    [1],
  ]);
  expect([find('ana'), find('55551111')]).toEqual([[1, 2, 3], []]);
});
