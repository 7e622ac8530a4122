import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { selectBoard } from './sqlite-ticket-store.ts';

const folder = new URL('./migrations/', import.meta.url);

it('opens the board by the open tickets and the last closed ones, however many are stored', () => {
  const db = new Database(':memory:');
  for (const name of readdirSync(folder).sort()) db.exec(readFileSync(new URL(name, folder), 'utf8'));
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${selectBoard}`).all({ closedSince: 0 }) as {
    detail: string;
  }[];
  expect(plan.map(({ detail }) => detail)).toEqual([
    'COMPOUND QUERY',
    'LEFT-MOST SUBQUERY',
    'SCAN tickets USING INDEX tickets_open',
    'UNION ALL',
    'SEARCH tickets USING INDEX tickets_closed (updated_at>?)',
  ]);
});
