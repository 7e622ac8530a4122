import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

const folder = new URL('./migrations/', import.meta.url);
const migrations = readdirSync(folder).sort();
const itself = migrations.indexOf('010-slim-tickets.sql');

/** Runs these migrations. */
function migrated(db: Database.Database, names: string[]): Database.Database {
  // As the storage does it: a table that others refer to is built anew.
  db.pragma('foreign_keys = OFF');
  for (const name of names) db.exec(readFileSync(new URL(name, folder), 'utf8'));
  db.pragma('foreign_keys = ON');
  return db;
}

const insertTicket = `
  INSERT INTO tickets (ticket_id, caller, numero, fingerprint, estado, version, smoke, driver_id, created_at, updated_at,
    search, ticket, received)
  VALUES (?, ?, 'PED-1', 'h', 'en-camino', 2, 0, 7, 1, 2, 'ped-1', '{"v":2}', ?)`;
const insertEvent = `
  INSERT INTO events (seq, ticket_id, evento, accion, en, autor, ticket) VALUES (?, ?, ?, ?, 1, 'tienda', '{}')`;

/** A database of before, with the same number of two callers, one of them changed since it came in. */
function storedBefore(): Database.Database {
  const db = migrated(new Database(':memory:'), migrations.slice(0, itself));
  db.prepare(insertTicket).run(1, 'tienda', '{"numero":"PED-1"}');
  db.prepare(insertTicket).run(2, 'kiosco', '{"numero":"PED-1","de":"kiosco"}');
  for (const [seq, ticketId, evento, accion] of [
    [1, 1, 'nuevo_ticket', 'crear'],
    [2, 2, 'nuevo_ticket', 'crear'],
    [3, 1, 'ticket_actualizado', 'asignar'],
  ])
    db.prepare(insertEvent).run(seq, ticketId, evento, accion);
  return db;
}

it('keeps what came in beside the event that it made, and the tickets as they are', () => {
  const db = migrated(storedBefore(), migrations.slice(itself));
  expect(db.prepare('SELECT received FROM events ORDER BY seq').pluck().all()).toEqual([
    '{"numero":"PED-1"}',
    '{"numero":"PED-1","de":"kiosco"}',
    null,
  ]);
  expect(db.prepare('SELECT * FROM tickets WHERE ticket_id = 2').get()).toEqual({
    ticket_id: 2,
    caller: 'kiosco',
    numero: 'PED-1',
    fingerprint: 'h',
    estado: 'en-camino',
    version: 2,
    smoke: 0,
    driver_id: 7,
    created_at: 1,
    updated_at: 2,
    search: 'ped-1',
    ticket: '{"v":2,"llegado_en":"1970-01-01T00:00:00.001Z"}',
    canonical_version: 1,
    forgotten_at: null,
  });
  expect(db.pragma('foreign_key_check')).toEqual([]);
});

it('still takes a number of a caller once', () => {
  const db = migrated(storedBefore(), migrations.slice(itself));
  const again = db.prepare(insertTicket.replace(', received)', ')').replace(', \'{"v":2}\', ?)', ", '{}')"));
  expect(() => again.run(3, 'kiosco')).toThrow('UNIQUE constraint failed');
  expect(again.run(3, 'otra').changes).toBe(1);
});
