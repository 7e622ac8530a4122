import { existsSync, readFileSync } from 'node:fs';
import { type TempDir, tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBeside } from './beside.ts';
import { openReadConnection, openWriteConnection } from './connection.ts';

let dir: TempDir;
let file: string;
beforeEach(() => {
  dir = tempDir();
  file = dir.at('people.db');
  new Database(file).exec('CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL)').close();
});
afterEach(() => dir[Symbol.dispose]());

const secret = (id: number) => `persona-${id}-secreta`;
function add(db: Database.Database, pad = ''): void {
  const insert = db.prepare('INSERT INTO people (name) VALUES (?)');
  db.transaction(() => {
    for (let id = 1; id <= 500; id += 1) insert.run(`${secret(id)}${pad}`);
  })();
}
const update = 'UPDATE people SET name = ? WHERE id = ?';
const holds = (text: string) =>
  ['', '-wal'].some((end) => existsSync(`${file}${end}`) && readFileSync(`${file}${end}`).includes(text));

describe('a database beside the process that it belongs to', () => {
  it('holds nothing of what was overwritten or removed, once its WAL is empty', () => {
    const owner = openWriteConnection(file, true);
    add(owner, 'x'.repeat(9_000));
    using beside = openBeside(file);
    beside.write((db) => {
      db.prepare(update).run('nadie', 7);
      db.prepare('DELETE FROM people WHERE id = 300').run();
    });
    expect([holds(secret(7)), beside.emptyWal()]).toEqual([true, true]);
    expect([7, 300, 8].map((id) => holds(secret(id)))).toEqual([false, false, true]);
    owner.close();
  });

  it('holds nothing of what its owner has overwritten in a row, either', () => {
    const owner = openWriteConnection(file, true);
    add(owner);
    owner.prepare(update).run('nadie', 7);
    using beside = openBeside(file);
    beside.emptyWal();
    expect([7, 8].map((id) => holds(secret(id)))).toEqual([false, true]);
    owner.close();
  });

  it('holds nothing of before, when no row was overwritten with care, once it is written anew', () => {
    const old = new Database(file);
    add(old, 'x'.repeat(9_000));
    old.prepare('DELETE FROM people WHERE id < 400').run();
    old.close();
    const owner = openWriteConnection(file, true);
    using beside = openBeside(file);
    expect([holds(secret(200)), beside.emptyWal(), holds(secret(200))]).toEqual([true, true, true]);
    beside.compact();
    expect([beside.emptyWal(), holds(secret(200)), holds(secret(400))]).toEqual([true, false, true]);
    owner.prepare(update).run('alguien', 400);
    expect(beside.db.prepare('SELECT name FROM people WHERE id = 400').pluck().get()).toBe('alguien');
    owner.close();
  });

  it('says so when somebody who reads keeps the WAL from being emptied, and blocks no writer over it', () => {
    const owner = openWriteConnection(file, true);
    add(owner);
    const reader = openReadConnection(file, 0);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM people').get();
    using beside = openBeside(file, { patienceMs: 100 });
    beside.write((db) => db.prepare(update).run('nadie', 7));
    expect(beside.emptyWal()).toBe(false);
    owner.pragma('busy_timeout = 0');
    expect(owner.prepare(update).run('otra', 8).changes).toBe(1);
    reader.exec('COMMIT');
    expect(beside.emptyWal()).toBe(true);
    reader.close();
    owner.close();
  });

  it('undoes a piece of work that throws', () => {
    using beside = openBeside(file);
    const work = () =>
      beside.write((db) => {
        add(db);
        throw new Error('no');
      });
    expect(work).toThrow('no');
    expect(beside.db.prepare('SELECT count(*) FROM people').pluck().get()).toBe(0);
  });
});
