import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTicketStorage } from '../db/database.ts';
import { readAuditPage } from './audit-log.ts';
import { type AuditRecord, expireAudit, overwriteAudit, recordAudit, retention } from './audit-procedures.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const dir = tempDir();
const file = `${dir.path}/tickets.db`;
const storage = await openTicketStorage(`file:${file}`);
let db: Database.Database;
beforeAll(() => {
  db = new Database(file);
});
afterAll(async () => {
  db.close();
  await storage[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

const act: AuditRecord = {
  ...{ en: 1_000, accion: 'rol-cambiado', autor_id: 1, autor: 'Ana', desde: '10.0.0.7' },
  ...{ que: 'rol', a_quien: 2, detalle: { de: 'lectura', a: 'operador' } },
};
const listed = () => readAuditPage(storage.reader, { limit: 100 }).entries;
const count = () => db.prepare('SELECT count(*) AS all_of_them FROM audit').get() as { all_of_them: number };

describe('the audit log', () => {
  it('holds who did what to whom, from where and when', async () => {
    await storage.write('recordAudit', act);
    expect(listed()).toEqual([
      {
        id: 1,
        en: '1970-01-01T00:00:01.000Z',
        accion: 'rol-cambiado',
        autor_id: 1,
        autor: 'Ana',
        desde: '10.0.0.7',
        que: 'rol',
        a_quien: { id: 2, nombre: null },
        detalle: { de: 'lectura', a: 'operador' },
      },
    ]);
  });

  it('has an entry exactly if the act that it tells of is on disk', () => {
    const before = count();
    const failing = db.transaction(() => {
      recordAudit(db, act);
      throw new Error('the act failed');
    });
    expect(() => failing()).toThrow('the act failed');
    expect(count()).toEqual(before);
  });

  it.each([
    'UPDATE audit SET author = NULL',
    "UPDATE audit SET detail = '{}' WHERE id = 1",
    'DELETE FROM audit',
    'DELETE FROM audit WHERE id = 1',
    "INSERT OR REPLACE INTO audit (id, at, action, detail) VALUES (1, 0, 'salida', '{}')",
    "INSERT INTO audit (id, at, action, detail) VALUES (1, 0, 'salida', '{}') ON CONFLICT (id) DO UPDATE SET at = 0",
  ])('refuses %s', (statement) => {
    const before = listed();
    expect(() => db.exec(statement)).toThrow('the audit log is append-only');
    expect(listed()).toEqual(before);
  });

  it('is opened for a reason, and closed again in the same transaction', () => {
    const overwrite = db.transaction(() =>
      overwriteAudit(db, 'forget', () => db.exec('UPDATE audit SET author = NULL WHERE author_id = 1')),
    );
    overwrite();
    expect(listed()[0]).toMatchObject({ autor_id: 1, autor: null });
    expect(() => db.exec('DELETE FROM audit')).toThrow('the audit log is append-only');
    const failing = db.transaction(() =>
      overwriteAudit(db, 'forget', () => {
        throw new Error('not done');
      }),
    );
    expect(() => failing()).toThrow('not done');
    expect(() => db.exec('DELETE FROM audit')).toThrow('the audit log is append-only');
  });

  it('bounds what one entry takes', async () => {
    const long = 'x'.repeat(100_000);
    await storage.write('recordAudit', { ...act, en: 2_000, autor: long, que: long, detalle: { long } });
    const [entry] = listed();
    expect(entry).toMatchObject({
      autor: 'x'.repeat(200),
      que: 'x'.repeat(200),
      detalle: { recortado: true },
    });
  });
});

describe('what is kept no longer', () => {
  /** A log of its own in memory, with the service's tables. */
  function emptyLog() {
    const log = new Database(':memory:');
    const own = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name GLOB 'audit*'");
    for (const { sql } of own.all() as { sql: string }[]) log.exec(sql);
    return log;
  }
  const rows = (log: Database.Database) => log.prepare('SELECT at, address FROM audit ORDER BY at').all();

  it('loses its address after 90 days and goes after two years, no entry a moment sooner', () => {
    const log = emptyLog();
    const now = 1_000 * dayMs;
    const ages = [retention.entryDays, retention.addressDays, 0].flatMap((days) => [
      days * dayMs + 1,
      days * dayMs,
    ]);
    for (const age of ages) recordAudit(log, { ...act, en: now - age });
    while (expireAudit(log, { now, limit: 1 }));
    expect(rows(log)).toEqual([
      { at: now - retention.entryDays * dayMs, address: null },
      { at: now - retention.addressDays * dayMs - 1, address: null },
      { at: now - retention.addressDays * dayMs, address: '10.0.0.7' },
      { at: now - 1, address: '10.0.0.7' },
      { at: now, address: '10.0.0.7' },
    ]);
    log.close();
  });

  it('is, of refused sign-ins, all but the newest hundred thousand', () => {
    const log = emptyLog();
    const extra = 3;
    log
      .prepare(`
        WITH RECURSIVE n (at) AS (VALUES (1) UNION ALL SELECT at + 1 FROM n WHERE at < ?)
        INSERT INTO audit (at, action, detail) SELECT at, 'entrada-rechazada', '{}' FROM n`)
      .run(retention.refused + extra);
    recordAudit(log, { ...act, en: 0 });
    while (expireAudit(log, { now: 0, limit: 2 }));
    const left = log.prepare(
      "SELECT count(*) AS n, min(at) AS first FROM audit WHERE action = 'entrada-rechazada'",
    );
    expect(left.get()).toEqual({ n: retention.refused, first: extra + 1 });
    expect(rows(log)[0]).toEqual({ at: 0, address: '10.0.0.7' });
    log.close();
  });
});
