import { signal } from '@preact/signals-core';
import { type BoardSettings, defaultAgeLimits, type Person } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import type { Session } from '../session/session.ts';
import type { Connection } from './connection.ts';
import type { RestoredBoard } from './follow-log.ts';
import { type KeptBoard, type KeptBoardStore, keepBoard, keptForMs } from './kept-board.ts';

const ana: Person = { id: 1, nombre: 'Ana', rol: 'operador' };
const beto: Person = { id: 2, nombre: 'Beto', rol: 'operador' };
const settings: BoardSettings = { limites: defaultAgeLimits, version: 3 };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** What a device keeps, over its pages. */
function createDevice() {
  const device = { kept: undefined as KeptBoard | undefined, writes: 0, broken: false };
  const store: KeptBoardStore = {
    async load() {
      if (device.broken) throw new Error('no database');
      return device.kept;
    },
    async save(board) {
      if (device.broken) throw new Error('no database');
      device.kept = board;
      device.writes += 1;
    },
    async confirm({ asOf }) {
      if (device.kept) device.kept = { ...device.kept, asOf };
    },
    async erase() {
      device.kept = undefined;
    },
  };
  return { device, store };
}

function openPage(
  { device, store }: ReturnType<typeof createDevice>,
  { clock = createFakeClock(), running = 'v1' } = {},
) {
  const state = signal<Session>({ kind: 'checking' });
  const connection = signal<Connection>({ kind: 'connecting' });
  const page = Object.assign(new EventTarget(), { hidden: false });
  const board = { cursor: { epoch: 'e', seq: 7 }, tickets: new Map([[1, makeTicket({ ticket_id: 1 })]]) };
  const shown: { personId: number | null; restored: RestoredBoard }[] = [];
  const opened = { board, shown };
  keepBoard({
    session: {
      state,
      remember(person) {
        if (state.value.kind !== 'checking' && state.value.kind !== 'no-service') return false;
        state.value = { kind: 'signed-in', person, remembered: true };
        return true;
      },
    },
    engine: {
      connection,
      clockOffsetMs: signal(-40),
      board: () => opened.board,
      restore: (personId, restored) => shown.push({ personId, restored }),
    },
    shopSettings: { current: signal(settings), receive: () => {} },
    ...{ clock, running, store, page: page as unknown as Document },
  });
  return {
    ...{ clock, state, connection, page, device, shown },
    change(numero: string) {
      const tickets = new Map([[1, makeTicket({ ticket_id: 1, numero })]]);
      opened.board = { cursor: { epoch: 'e', seq: opened.board.cursor.seq + 1 }, tickets };
    },
    async enter(person: Person) {
      state.value = { kind: 'signed-in', person };
      connection.value = { kind: 'live' };
      clock.advance(1_000);
      await settle();
    },
    async becomes(next: Session) {
      state.value = next;
      await settle();
    },
    async later(ms: number) {
      clock.advance(ms);
      await settle();
    },
  };
}

describe('the board on a device', () => {
  it('is kept while it is live, and written as a whole only when it has changed', async () => {
    const page = openPage(createDevice());
    await page.enter(ana);
    expect(page.device.kept).toMatchObject({ person: ana, cursor: { seq: 7 }, settings, version: 'v1' });
    const { asOf } = page.device.kept as KeptBoard;
    await page.later(10_000);
    expect([page.device.writes, page.device.kept?.asOf]).toEqual([1, asOf + 10_000]);
    page.change('N-2');
    await page.later(5_000);
    expect(page.device.kept?.tickets[0]?.numero).toBe('N-2');
  });

  it('keeps its age while there is no connection', async () => {
    const page = openPage(createDevice());
    await page.enter(ana);
    const asOf = page.device.kept?.asOf;
    page.connection.value = { kind: 'offline', since: 0, dataAsOf: 0 };
    await page.later(60_000);
    expect(page.device.kept?.asOf).toBe(asOf);
  });

  it('is written at once when the page is hidden', async () => {
    const page = openPage(createDevice());
    await page.enter(ana);
    page.change('N-2');
    page.page.hidden = true;
    page.page.dispatchEvent(new Event('visibilitychange'));
    expect(page.device.kept?.tickets[0]?.numero).toBe('N-2');
  });

  it('is shown with its age where a page opens and the service is away, or says nothing for 3 s', async () => {
    const device = createDevice();
    const clock = createFakeClock();
    await openPage(device, { clock }).enter(ana);
    const asOf = device.device.kept?.asOf;
    clock.advance(60_000);
    const away = openPage(device, { clock });
    await away.becomes({ kind: 'no-service' });
    expect(away.state.value).toEqual({ kind: 'signed-in', person: ana, remembered: true });
    expect(away.shown).toMatchObject([{ personId: 1, restored: { clockOffsetMs: -40 } }]);
    expect(away.shown[0]?.restored.dataAsOf).toBe(device.device.kept?.asOf);
    expect(asOf).toBeLessThanOrEqual(clock.now() - 1_000);

    const slow = openPage(device, { clock });
    await slow.later(2_900);
    expect(slow.shown).toEqual([]);
    await slow.later(100);
    expect(slow.shown).toHaveLength(1);
  });

  it.each([
    ['is older than half a day', (board: KeptBoard) => ({ ...board, asOf: board.asOf - keptForMs })],
    ['comes from the future', (board: KeptBoard) => ({ ...board, asOf: board.asOf + 3_600_000 })],
    ['is of another version of the page', (board: KeptBoard) => ({ ...board, version: 'v0' })],
  ])('is erased where it %s', async (_, changed) => {
    const device = createDevice();
    const clock = createFakeClock();
    const before = openPage(device, { clock });
    await before.enter(ana);
    await before.becomes({ kind: 'no-service' });
    device.device.kept = changed(device.device.kept as KeptBoard);
    clock.advance(1_000);
    const page = openPage(device, { clock });
    await page.becomes({ kind: 'no-service' });
    expect([page.state.value.kind, device.device.kept]).toEqual(['no-service', undefined]);
  });

  it.each<[string, Session]>([
    ['somebody signs out', { kind: 'signed-out', reason: 'left' }],
    ['the session is revoked', { kind: 'signed-out', reason: 'expired' }],
    ['somebody comes in or leaves in another tab', { kind: 'checking' }],
  ])('is erased when %s', async (_, next) => {
    const page = openPage(createDevice());
    await page.enter(ana);
    await page.becomes(next);
    await page.later(60_000);
    expect(page.device.kept).toBe(undefined);
  });

  it('is erased when a page opens without a session, or with somebody else’s', async () => {
    for (const next of [
      { kind: 'signed-out', reason: 'no-session' },
      { kind: 'signed-in', person: beto },
    ] as const) {
      const device = createDevice();
      await openPage(device).enter(ana);
      const page = openPage(device);
      await page.becomes(next);
      expect(device.device.kept).toBe(undefined);
    }
  });

  it('stays where the service has not looked at the session, and where the same person is back', async () => {
    for (const next of [
      { kind: 'signed-out', reason: 'too-many-attempts' },
      { kind: 'signed-in', person: ana },
    ] as const) {
      const device = createDevice();
      await openPage(device).enter(ana);
      await openPage(device).becomes(next);
      expect(device.device.kept?.person).toEqual(ana);
    }
  });

  it('does without a database', async () => {
    const device = createDevice();
    device.device.broken = true;
    const page = openPage(device);
    await page.enter(ana);
    await page.later(60_000);
    await page.becomes({ kind: 'no-service' });
    expect(page.shown).toEqual([]);
  });
});
