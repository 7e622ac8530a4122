import { readdirSync, readFileSync } from 'node:fs';
import { searchKey } from '@relevo/contract';
import Database from 'better-sqlite3';
import { indexTickets } from '../../search/search-index.ts';

const folder = new URL('../migrations/', import.meta.url);
const dishes = ['Pizza', 'Empanadas', 'Ñoquis', 'Milanesa', 'Lomito'];

/**
 * A database in memory with so many tickets, the first `indexed` of them in the index of the search, and a reader of it.
 * The last 1 200 are of García, nearly all the others of Fernández; every 50th was cancelled, and every 30th is driver
 * 7's. They were changed in nearly the order in which they came.
 */
export function storedShop({ count = 3_000, indexed = count }: { count?: number; indexed?: number } = {}) {
  const db = new Database(':memory:');
  for (const name of readdirSync(folder).sort()) db.exec(readFileSync(new URL(name, folder), 'utf8'));
  const insert = db.prepare(`
    INSERT INTO tickets
      (caller, numero, fingerprint, estado, version, smoke, driver_id, created_at, updated_at, search, ticket)
    VALUES ('tienda', @numero, 'h', @estado, 1, 0, @driver, @at, @changedAt, @search, '{}')`);
  for (let at = 1; at <= count; at += 1) {
    const numero = `PED-${1_000 + at}`;
    const name = at % 400 === 0 ? 'Núñez' : at > count - 1_200 ? 'García' : 'Fernández';
    insert.run({
      numero,
      at,
      changedAt: at + (at % 3) * 10,
      estado: at > count - 20 ? 'pendiente' : at % 50 === 0 ? 'cancelado' : 'entregado',
      driver: at % 30 === 0 ? 7 : null,
      search: searchKey(`${numero}\n${name}\n${dishes[at % dishes.length]}`),
    });
  }
  if (indexed > 0) indexTickets(db, { limit: indexed });
  const reader = {
    all: <T>(sql: string, params: unknown) => db.prepare(sql).all(params) as T[],
    get: <T>(sql: string, params: unknown) => db.prepare(sql).get(params) as T | undefined,
    transaction: <T>(read: () => T) => db.transaction(read)(),
  };
  return { db, reader };
}

/** What the steps of a statement are, without those of the search's own words. */
export function planOf(db: Database.Database, statement: string, params: object): string[] {
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${statement}`).all(params) as { detail: string }[];
  return steps.map(({ detail }) => detail).filter((detail) => !/SUBQUERY|word|form/.test(detail));
}
