import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { type Db, runBatch } from './procedures.ts';

const inserts = [1, 2].map((input) => ({ name: 'insert', input }));

function openMemory(): Db {
  return new Database(':memory:').exec('CREATE TABLE t (a)');
}

function insertInto(db: Db) {
  return ({ input }: { input: unknown }) => db.prepare('INSERT INTO t VALUES (?)').run(input).changes;
}

function count(db: Db): unknown {
  return db.prepare('SELECT count(*) FROM t').pluck().get();
}

/** Answers in turn, one for each time it is asked; an error means that the file has moved. */
function places(...answers: (Error | undefined)[]) {
  return () => {
    const answer = answers.shift();
    if (answer) throw answer;
  };
}

it('stores nothing when the file turns out to have gone before COMMIT', () => {
  const db = openMemory();
  expect(() => runBatch(db, inserts, insertInto(db), places(new Error('gone')))).toThrow('gone');
  expect([count(db), db.inTransaction]).toEqual([0, false]);
});

it('acknowledges nothing when the file turns out to have gone after COMMIT', () => {
  const db = openMemory();
  expect(() => runBatch(db, inserts, insertInto(db), places(undefined, new Error('gone')))).toThrow('gone');
  expect(db.inTransaction).toBe(false);
});

it('fails the whole batch when a write ended the transaction', () => {
  const db = openMemory();
  const [first, second] = inserts;
  const run = (call: { input: unknown }) => {
    if (call === second) {
      db.exec('ROLLBACK');
      throw new Error('undone by itself');
    }
    return insertInto(db)(call);
  };
  expect(() =>
    runBatch(
      db,
      [first, second].flatMap((call) => call ?? []),
      run,
      () => undefined,
    ),
  ).toThrow('undone');
  expect(count(db)).toBe(0);
});

it('fails the whole batch on an error of the disk, though the transaction still stands', () => {
  const db = openMemory();
  const run = (call: { input: unknown }) => {
    if (call.input === 2) throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_WRITE');
    return insertInto(db)(call);
  };
  expect(() => runBatch(db, inserts, run, () => undefined)).toThrow('disk I/O error');
  expect([count(db), db.inTransaction]).toEqual([0, false]);
});

it('undoes a call that throws alone, though it runs the others together first', () => {
  const db = openMemory();
  const runs: unknown[] = [];
  const run = (call: { name: string; input: unknown }) => {
    runs.push(call.input);
    const changes = insertInto(db)(call);
    if (call.input === 2) throw new TypeError('no');
    return changes;
  };
  const calls = [1, 2, 3].map((input) => ({ name: 'insert', input }));
  const outcomes = runBatch(db, calls, run, () => undefined);
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(db.prepare('SELECT a FROM t').pluck().all()).toEqual([1, 3]);
  expect(runs).toEqual([1, 2, 1, 2, 3]);
});

it('fails the whole batch on a full disk in the second pass, which a call with an error of its own made necessary', () => {
  const db = openMemory();
  const run = (call: { input: unknown }) => {
    const changes = insertInto(db)(call);
    if (call.input === 2) throw new TypeError('no');
    if (call.input === 3) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
    return changes;
  };
  const calls = [1, 2, 3, 4].map((input) => ({ name: 'insert', input }));
  expect(() => runBatch(db, calls, run, () => undefined)).toThrow('disk is full');
  expect([count(db), db.inTransaction]).toEqual([0, false]);
});
