import { setImmediate } from 'node:timers/promises';
import type { AuditEntry, AuditPage } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../api/request.ts';
import {
  type AuditQuery,
  auditParams,
  createAuditList,
  parseAuditQuery,
  writeAuditQuery,
} from './audit-list.ts';

const all: AuditQuery = { persona: '', accion: '', desde: '', hasta: '' };
const down = {
  ...{ ok: false as const, status: null, type: null },
  ...{ detail: 'No responde.', errores: [], retryAfterS: null },
};
const page = (ids: number[], cursor: string | null = null): Reply<AuditPage> => ({
  ok: true,
  value: { entradas: ids.map((id) => ({ id }) as AuditEntry), cursor },
});

/** A list whose requests the test answers, in any order. */
function start() {
  const asked: { what: string; resolve: (reply: Reply<AuditPage>) => void }[] = [];
  const list = createAuditList({
    page: (query, cursor) =>
      new Promise((resolve) => {
        asked.push({ what: [writeAuditQuery(query), cursor].filter(Boolean).join(' '), resolve });
      }),
  });
  return {
    list,
    asked: () => asked.map(({ what }) => what),
    async answer(at: number, reply: Reply<AuditPage>) {
      asked[at]?.resolve(reply);
      await setImmediate();
    },
    ids: () => list.entries.value.map(({ id }) => id),
  };
}

describe('the list of entries', () => {
  it('comes page by page, each asked for once', async () => {
    const { list, asked, answer, ids } = start();
    list.ask(all);
    list.more();
    await answer(0, page([9, 8], '5-8'));
    expect([ids(), list.hasMore.value]).toEqual([[9, 8], true]);
    list.more();
    list.more();
    await answer(1, page([7]));
    expect([asked(), ids(), list.hasMore.value]).toEqual([['', '5-8'], [9, 8, 7], false]);
  });

  it('is what was asked for last, though an earlier answer comes later', async () => {
    const { list, answer, ids } = start();
    list.ask({ ...all, accion: 'salida' });
    list.ask({ ...all, persona: '3' });
    await answer(1, page([2]));
    await answer(0, page([1], '1-1'));
    expect([ids(), list.hasMore.value, list.status.value]).toEqual([[2], false, 'ready']);
  });

  it('stays in sight when the next page does not come, which is then asked for again', async () => {
    const { list, asked, answer, ids } = start();
    list.ask(all);
    await answer(0, page([9], '5-9'));
    list.more();
    await answer(1, down);
    expect([ids(), list.status.value]).toEqual([[9], { failure: down }]);
    list.more();
    await answer(2, page([8]));
    expect([asked(), ids(), list.status.value]).toEqual([['', '5-9', '5-9'], [9, 8], 'ready']);
  });

  it('takes nothing in once somebody has left the page', async () => {
    const { list, answer, ids } = start();
    list.ask(all);
    list.stop();
    await answer(0, page([9]));
    expect(ids()).toEqual([]);
  });
});

describe('what is asked for', () => {
  it('stands in the address, and comes back from there', () => {
    const query = { persona: '7', accion: 'rol-cambiado', desde: '2026-11-01', hasta: '2026-11-30' };
    expect(writeAuditQuery(query)).toBe('?persona=7&accion=rol-cambiado&desde=2026-11-01&hasta=2026-11-30');
    expect(parseAuditQuery(writeAuditQuery(query))).toEqual(query);
    expect(writeAuditQuery(all)).toBe('');
    expect(parseAuditQuery('?persona=-1&accion=<b>&desde=ayer&hasta=2026-1-1')).toEqual(all);
  });

  it('is told to the service in moments: from the first day on, up to the end of the last', () => {
    const params = auditParams({ ...all, persona: '7', desde: '2026-02-27', hasta: '2026-02-28' }, '5-9');
    expect(Object.fromEntries(params)).toEqual({
      persona: '7',
      desde: new Date(2026, 1, 27).toISOString(),
      hasta: new Date(2026, 2, 1).toISOString(),
      cursor: '5-9',
    });
    expect(String(auditParams(all, null))).toBe('');
  });
});
