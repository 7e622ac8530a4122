import { type AuditEntry, auditPageSchema } from '@relevo/contract';
import { adminOf, memberOf, nobody, serviceWithKey, tvOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditPages } from './audit-log.ts';
import { recordAudit } from './audit-procedures.ts';

const service = await ticketsApp();
afterAll(() => service[Symbol.asyncDispose]());
const admin = await adminOf(service);
const db = new Database(service.databaseFile);
afterAll(() => db.close());

const path = '/api/auditoria';
async function read(query: string): Promise<AuditEntry[]> {
  const answer = await admin.get(`${path}?${query}`);
  expect(answer.status).toBe(200);
  return auditPageSchema.parse(answer.body).entradas;
}

/** Every page, the newest first. */
async function readAll(query: string): Promise<AuditEntry[][]> {
  const pages: AuditEntry[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await admin.get(`${path}?${query}&cursor=${cursor}`);
    pages.push(body.entradas);
    if (pages.length > 100) throw new Error('the pages do not end');
    cursor = body.cursor;
  }
  return pages;
}

describe('GET /api/auditoria', () => {
  const startAt = Date.parse('2026-01-01T00:00:00Z');
  const minuteMs = 60_000;
  beforeAll(() => {
    // Three of each minute, by two people in turns, and one of an hour before that was written last.
    for (let count = 0; count < 30; count += 1) {
      recordAudit(db, {
        en: startAt + Math.floor(count / 3) * minuteMs,
        accion: count % 3 === 0 ? 'salida' : 'exportacion',
        ...{ autor_id: 100 + (count % 2), autor: 'Ana', desde: '10.0.0.1', que: String(count) },
        a_quien: count % 5 === 0 ? 100 : null,
      });
    }
    const late = { en: startAt - 60 * minuteMs, accion: 'salida', que: 'late' } as const;
    recordAudit(db, { ...late, autor_id: null, autor: null, desde: null });
  });
  const range = 'hasta=2026-02-01';
  const order = [...Array.from({ length: 30 }, (_, count) => String(29 - count)), 'late'];
  const marks = (entries: AuditEntry[]) => entries.map(({ que }) => que);

  it('lists the newest first, by time, whatever was written last', async () => {
    expect(marks(await read(range))).toEqual(order);
  });

  it.each([1, 2, 7, 31, 200])('gives each entry once on pages of %d', async (limite) => {
    const pages = await readAll(`${range}&limite=${limite}`);
    expect(pages.flatMap(marks)).toEqual(order);
    expect(pages).toHaveLength(Math.ceil(31 / limite));
  });

  it('goes on below the cursor though new entries come in meanwhile', async () => {
    const { body } = await admin.get(`${path}?limite=5`);
    await admin.call('POST', '/api/enlaces-tv', { nombre: 'Otra' });
    const next = await admin.get(`${path}?limite=5&cursor=${body.cursor}`);
    const first = body.entradas.at(-1) as AuditEntry;
    for (const { en, id } of next.body.entradas as AuditEntry[])
      expect(en < first.en || (en === first.en && id < first.id)).toBe(true);
  });

  it.each<[string, string, (count: number) => boolean]>([
    ['an action', 'accion=salida', (count) => count % 3 === 0],
    [
      'a person, who did it or to whom it was done',
      'persona=100',
      (count) => count % 2 === 0 || count % 5 === 0,
    ],
    ['both', 'persona=100&accion=salida', (count) => count % 3 === 0 && (count % 2 === 0 || count % 5 === 0)],
    ['a time', 'desde=2026-01-01T00:02:00Z&hasta=2026-01-01T00:04:00Z', (count) => count >= 6 && count < 12],
    [
      'all of them',
      'persona=101&accion=salida&desde=2026-01-01T00:03:00Z',
      (count) => count >= 9 && count % 6 === 3,
    ],
  ])('narrows down to %s', async (_what, query, fits) => {
    const bounded = query.includes('hasta') ? query : `${query}&hasta=2026-02-01`;
    const expected = order.filter((mark) => mark !== 'late' && fits(Number(mark)));
    if (query === 'accion=salida') expected.push('late');
    expect(marks(await read(bounded))).toEqual(expected);
    expect((await readAll(`${bounded}&limite=2`)).flatMap(marks)).toEqual(expected);
  });

  it('names the person to whom it was done by their present name', async () => {
    const member = await memberOf(admin, 'lectura', 'Beto');
    const id = member.person.id ?? 0;
    await admin.call('PATCH', `/api/personas/${id}`, { nombre: 'Alberto' });
    const [entry] = await read(`persona=${id}&accion=persona-agregada`);
    expect(entry).toMatchObject({ autor: 'Administrador', a_quien: { id, nombre: 'Alberto' } });
  });

  it.each([
    ['persona=0', ['persona']],
    ['accion=nada&limite=201', ['accion', 'limite']],
    ['cursor=1', ['cursor']],
    ["cursor=1-1'--", ['cursor']],
    ['desde=ayer&hasta=x', ['desde', 'hasta']],
  ])('names every bad field of %s', async (query, campos) => {
    expectProblem(await admin.get(`${path}?${query}`), 'datos-invalidos', campos);
  });

  it('is for the admin alone, and kept by nobody on the way', async () => {
    const others = [
      await memberOf(admin, 'operador'),
      await memberOf(admin, 'repartidor'),
      await memberOf(admin, 'lectura'),
      await tvOf(admin),
    ];
    for (const client of others) expectProblem(await client.get(path), 'prohibido');
    expect([401, 403]).toContain((await serviceWithKey(service).get(path)).status);
    expectProblem(await nobody(service).get(path), 'no-autorizado');
    const { status, headers } = await admin.get(path);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it.each(Object.entries(auditPages))('reads %s along an index, and no more than it shows', (_name, sql) => {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all({
      ...{ at: 1, id: 1, from: 0, limit: 2 },
      ...(sql.includes('@action') && { action: 'salida' }),
      ...(sql.includes('@personId') && { personId: 1 }),
    }) as { detail: string }[];
    const steps = plan.map(({ detail }) => detail);
    expect(steps.some((step) => /USING INDEX audit_(at|action|author|whom)/.test(step))).toBe(true);
    expect(steps.filter((step) => /SCAN audit/.test(step))).toEqual([]);
  });
});
