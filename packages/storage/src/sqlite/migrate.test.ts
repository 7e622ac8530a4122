import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';

function migration(number: number, sql: string) {
  return { component: 'shop', number, name: `step-${number}`, checksum: sql, sql };
}

const parents = migration(
  1,
  'CREATE TABLE parents (id INTEGER PRIMARY KEY); INSERT INTO parents VALUES (1);',
);
const children = migration(
  2,
  'CREATE TABLE children (parent INTEGER REFERENCES parents); INSERT INTO children VALUES (1);',
);

function tables(db: Database.Database): unknown[] {
  return db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
}

it('changes nothing when one of several fails, and names it', () => {
  const db = new Database(':memory:');
  expect(() => migrate(db, [parents, migration(2, 'CREATE TABLE oops (')])).toThrow(
    /shop\/002-step-2 failed/,
  );
  expect(tables(db)).toEqual([]);
});

it('lets a migration rebuild a table that others refer to, and turns foreign keys on again', () => {
  const db = new Database(':memory:');
  const rebuild = migration(
    3,
    'CREATE TABLE p2 (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO p2 (id) SELECT id FROM parents; DROP TABLE parents; ALTER TABLE p2 RENAME TO parents;',
  );
  migrate(db, [parents, children, rebuild]);
  expect(db.prepare('SELECT * FROM children').all()).toEqual([{ parent: 1 }]);
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
});

it('refuses a migration that leaves broken foreign keys', () => {
  const db = new Database(':memory:');
  migrate(db, [parents, children]);
  const emptied = migration(3, 'DELETE FROM parents;');
  expect(() => migrate(db, [parents, children, emptied])).toThrow(/children/);
  expect(db.prepare('SELECT count(*) FROM parents').pluck().get()).toBe(1);
});

it('lets nobody else in between its look at an old file and the end, so that a second newer version finds it done', () => {
  using folder = tempDir();
  const [one, other] = [1, 2].map(() => new Database(folder.at('old.db'), { timeout: 0 }));
  if (!one || !other) throw new Error('there are two');
  one.pragma('journal_mode = WAL');
  migrate(one, [parents]);
  const tries: unknown[] = [];
  const tryToMigrate = () => {
    try {
      migrate(other, [parents, children]);
      tries.push('done');
    } catch (error) {
      tries.push((error as { code?: string }).code);
    }
  };
  // What is missing has been read when the SQL of the first missing one is.
  const watched = {
    ...children,
    get sql() {
      tryToMigrate();
      return children.sql;
    },
  };

  migrate(one, [parents, watched]);
  tryToMigrate();

  expect(tries).toEqual(['SQLITE_BUSY', 'done']);
  expect(one.prepare('SELECT * FROM children').all()).toEqual([{ parent: 1 }]);
  for (const db of [one, other]) db.close();
});
