import { maxDeltaEvents, type Ticket } from '@relevo/contract';
import { connectBoard } from '@relevo/testkit/boards';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventLog } from '../event-log/event-log.ts';
import { everything, type LoggedEvent } from '../event-log/view.ts';
import { createSnapshotCache } from './snapshot-cache.ts';

/** Answers over a log of five events, and how often the whole board was read. */
function answersOver(head = 5) {
  const log = { epoch: 'e', head, now: 0, monotonic: 0, boardReads: 0 };
  const state = () => ({ epoch: log.epoch, head: log.head, lastIntakeAt: null });
  const eventLog = {
    logState: async () => state(),
    async board() {
      log.boardReads += 1;
      return { ...state(), tickets: [{ ticket_id: log.boardReads } as Ticket] };
    },
    async eventsAfter(seq: number, limit: number) {
      const length = Math.max(0, Math.min(limit, log.head - seq));
      return Array.from({ length }, (_, index) => ({ seq: seq + index + 1 }) as LoggedEvent);
    },
  } as Partial<EventLog> as EventLog;
  return {
    log,
    answer: createSnapshotCache({ eventLog, clock: { now: () => log.now, monotonic: () => log.monotonic } }),
  };
}

describe('a snapshot', () => {
  it('is read once for all boards that ask at one head, and is the very same', async () => {
    const { log, answer } = answersOver();
    const first = await answer({}, everything);
    for (const cursor of [{}, { epoch: 'otra', seq: 5 }, { epoch: 'e', seq: 9 }])
      expect(await answer(cursor, everything)).toBe(first);
    expect(log.boardReads).toBe(1);
  });

  it.each([
    ['the log has grown', { head: 6 }],
    ['the log is another', { epoch: 'otra' }],
    ['closed tickets may have left it by now', { monotonic: 60_001 }],
  ])('is read anew when %s', async (_what, change) => {
    const { log, answer } = answersOver();
    const first = await answer({}, everything);
    Object.assign(log, change);
    expect(await answer({}, everything)).not.toBe(first);
    expect(log.boardReads).toBe(2);
  });

  it('is the same though the clock was set', async () => {
    const { log, answer } = answersOver();
    const first = await answer({}, everything);
    for (const now of [96 * 3_600_000, -3_600_000]) {
      log.now = now;
      expect(await answer({}, everything)).toBe(first);
    }
  });

  it('of a driver is not shared', async () => {
    const { log, answer } = answersOver();
    const all = await answer({}, everything);
    const [one, other] = [await answer({}, { driverId: 7 }), await answer({}, { driverId: 8 })];
    expect(new Set([all, one, other]).size).toBe(3);
    expect(await answer({}, everything)).toBe(all);
    expect(log.boardReads).toBe(3);
  });

  it('is not what a board gets that needs only a delta', async () => {
    const { answer } = answersOver(maxDeltaEvents + 5);
    await answer({}, everything);
    expect(await answer({ epoch: 'e', seq: 5 }, everything)).toMatchObject({ tipo: 'delta', desde: 5 });
    expect(await answer({ epoch: 'e', seq: 4 }, everything)).toMatchObject({ tipo: 'instantanea' });
  });
});

describe('a hundred boards that subscribe at one head', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** How often the text of a snapshot is made from now on, in this process. */
  function countTexts() {
    const counter = { made: 0 };
    const stringify = JSON.stringify;
    vi.spyOn(JSON, 'stringify').mockImplementation((value: unknown, ...rest: unknown[]) => {
      const [inner] = Array.isArray(value) ? value : [value];
      if ((inner as { tipo?: string } | null)?.tipo === 'instantanea') counter.made += 1;
      return stringify(value, ...(rest as []));
    });
    return counter;
  }

  it('get equal snapshots whose text is made once, and a driver among them their own', async () => {
    await using service = await ticketsForTest();
    const admin = await adminOf(service);
    const rosa = await memberOf(admin, 'repartidor', 'Rosa');
    const mine = await newTicket(service.url);
    await newTicket(service.url, { cliente_nombre: 'Ñandú "comillas" \u2028' });
    await work(service.url, mine, ['asignar', { repartidor_id: rosa.person.id }]);
    const expected = (await admin.get('/api/tablero')).body;
    await using stack = new AsyncDisposableStack();
    const connecting = Array.from({ length: 100 }, () => connectBoard(service.url));
    const boards = (await Promise.all(connecting)).map((board) => stack.use(board));
    const driver = stack.use(await rosa.connect());

    const texts = countTexts();
    const replies = await Promise.all(boards.map((board) => board.subscribe()));
    expect(texts.made).toBe(1);
    for (const reply of replies) expect(reply).toEqual(expected);

    const own = await driver.subscribe();
    expect('tickets' in own && own.tickets.map(({ ticket_id }) => ticket_id)).toEqual([mine]);
    await newTicket(service.url);
    expect(await boards[0]?.subscribe()).toMatchObject({ head: expected.head + 1 });
    expect(texts.made).toBe(3);
  });
});
