import type { KeyNews, KeyQuestion, LiveKey } from '@relevo/contract';
import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { describe, expect, it } from 'vitest';
import { followKeys } from './follow-keys.ts';
import type { KnownState } from './known-keys.ts';

const key = (id: number): LiveKey => ({
  ...{ id, nombre: `clave ${id}`, fuente: 'panaderia', alcances: ['pedidos:escribir'] },
  huellas: [{ huella: 'h'.repeat(43), hasta: null }],
});

type Answer = KeyNews | 'away' | { status: number };

/** A follower whose ticket service answers as told, and whose time the test moves. */
async function following({ kept, answers = [] }: { kept?: KnownState; answers?: Answer[] } = {}) {
  const clock = createFakeClock({ settle: eventLoopTurn });
  const written = recordingLog();
  const asked: KeyQuestion[] = [];
  const inUse: number[][] = [];
  const disk = { state: kept, confirmations: 0 };
  const heard = { times: 0 };
  let used: number[] = [];
  let answer: Answer = 'away';
  const follower = followKeys({
    client: {
      async askKeys(question) {
        asked.push(question);
        answer = answers.shift() ?? answer;
        if (answer === 'away')
          return { kind: 'failure', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' };
        if ('status' in answer)
          return { kind: 'reply', status: answer.status, promised: false, detail: 'no' };
        return { kind: 'reply', status: 200, promised: true, result: answer };
      },
    },
    keys: {
      replace: (claves) => void inUse.push(claves.map(({ id }) => id)),
      takeUsed: () => used.splice(0),
    },
    known: {
      read: () => disk.state,
      async keep(state, now) {
        disk.state = { ...state, heardAt: now };
      },
      async confirm(now) {
        disk.confirmations += 1;
        if (disk.state) disk.state.heardAt = now;
      },
    },
    clock,
    log: written.log,
    onAnswer() {
      heard.times += 1;
    },
  });
  await clock.advance(0);
  return {
    ...{ follower, clock, asked, inUse, disk, heard },
    lines: () => written.lines,
    use: (...ids: number[]) => {
      used = ids;
    },
    says: (next: Answer) => void answers.push(next),
    [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose](),
  };
}

describe('follow keys', () => {
  it('takes the keys that the ticket service has, keeps them, and asks at least twice a second for others', async () => {
    await using store = await following({ answers: [{ version: 'a', claves: [key(1)] }, { version: 'a' }] });
    expect(store.inUse).toEqual([[], [1]]);
    expect(store.disk.state).toMatchObject({ version: 'a', claves: [{ id: 1 }] });
    expect(store.follower.check()).toEqual({ estado: 'al-dia' });
    await store.clock.advance(10_000);
    expect(store.asked.length).toBeGreaterThan(20);
    expect(store.asked.at(-1)).toEqual({ version: 'a', usadas: [] });
    store.says({ version: 'b', claves: [key(2)] });
    await store.clock.advance(500);
    expect(store.inUse.at(-1)).toEqual([2]);
    expect(store.disk.state).toMatchObject({ version: 'b', claves: [{ id: 2 }] });
  });

  it('starts with what it knew, and goes on with it while the ticket service is away', async () => {
    const heardAt = Date.UTC(2026, 6, 30, 11);
    await using store = await following({ kept: { version: 'a', claves: [key(7)], heardAt } });
    expect(store.inUse).toEqual([[7]]);
    await store.clock.advance(3_600_000);
    expect(store.inUse).toEqual([[7]]);
    expect(store.follower.check()).toEqual({ estado: 'sin-contacto', desde: '2026-07-30T11:00:00.000Z' });
    expect(store.lines().filter(({ level }) => level === 'warn')).toMatchObject([
      { since: '2026-07-30T11:00:00.000Z', reason: 'connect ECONNREFUSED' },
    ]);
    store.says({ version: 'a' });
    await store.clock.advance(500);
    expect(store.follower.check()).toEqual({ estado: 'al-dia' });
    expect(store.lines().at(-1)).toMatchObject({ level: 'info' });
  });

  it('says that it has never heard anything', async () => {
    await using store = await following();
    expect(store.follower.check()).toEqual({ estado: 'sin-contacto', desde: null });
    expect(store.lines()).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['a refused key', { status: 401 }],
    ['a service that knows no keys', { status: 404 }],
    ['an answer that is about another state', { version: 'other' }],
  ])('takes %s for silence, and no key away', async (_what, answer) => {
    await using store = await following({ answers: [{ version: 'a', claves: [key(1)] }, answer] });
    await store.clock.advance(6_000);
    expect(store.inUse.at(-1)).toEqual([1]);
    expect(store.follower.check()).toEqual({ estado: 'sin-contacto', desde: '2026-07-30T12:00:00.000Z' });
    expect(store.heard.times).toBe(1);
    expect(store.lines()).toHaveLength(1);
  });

  it('writes down once a minute that nothing has changed', async () => {
    await using store = await following({ answers: [{ version: 'a', claves: [] }, { version: 'a' }] });
    await store.clock.advance(300_000);
    expect(store.disk.confirmations).toBeGreaterThanOrEqual(4);
    expect(store.disk.confirmations).toBeLessThanOrEqual(5);
  });

  it('reports once a minute which keys were used, and again what the answer was lost of', async () => {
    await using store = await following({ answers: [{ version: 'a', claves: [key(1)] }, { version: 'a' }] });
    await store.clock.advance(400);
    store.use(1);
    store.says('away');
    await store.clock.advance(400);
    store.says({ version: 'a' });
    await store.clock.advance(400);
    const en = expect.any(String);
    expect(store.asked.slice(-2).map(({ usadas }) => usadas)).toEqual([[{ id: 1, en }], [{ id: 1, en }]]);
    store.use(1, 2);
    await store.clock.advance(59_000);
    expect(store.asked.at(-1)?.usadas).toEqual([]);
    await store.clock.advance(2_000);
    const reports = store.asked.filter(({ usadas }) => usadas?.length === 2);
    expect(reports).toHaveLength(1);
  });
});
