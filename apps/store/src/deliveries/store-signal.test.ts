import type { StoreSignal } from '@relevo/contract';
import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';
import { startStoreSignal } from './store-signal.ts';

/** A signal whose ticket service answers with `status`; 0 stands for no answer. */
async function signalling() {
  const clock = createFakeClock({ settle: eventLoopTurn });
  const written = recordingLog();
  const said: (StoreSignal & { at: number })[] = [];
  const startedAt = clock.now();
  const world = { status: 200, broken: false, waiting: 0, oldestAt: null as number | null };
  const signal = startStoreSignal({
    client: {
      async sendSignal(body) {
        said.push({ ...body, at: (clock.now() - startedAt) / 1_000 });
        const { status } = world;
        if (status === 0) return { kind: 'failure', code: 'ECONNREFUSED', message: 'no' };
        if (status !== 200) return { kind: 'reply', status, promised: false, detail: 'no' };
        return { kind: 'reply', status, promised: true, result: { exito: true } };
      },
    },
    queue: {
      async counts() {
        if (world.broken) throw new Error('disk');
        return { pendiente: world.waiting, entregada: 0, rechazada: 0, oldestPendingAt: world.oldestAt };
      },
    },
    clock,
    log: written.log,
  });
  await clock.advance(0);
  const times = () => said.map(({ at }) => at);
  return {
    ...{ signal, clock, said, times, world, startedAt },
    warnings: () => written.lines.filter(({ level }) => level === 'warn'),
    [Symbol.asyncDispose]: () => signal[Symbol.asyncDispose](),
  };
}

it('says at the start and every 5 s that it is there, under one name, and every second while it is not heard', async () => {
  await using store = await signalling();
  await store.clock.advance(10_000);
  store.world.status = 0;
  await store.clock.advance(7_000);
  store.world.status = 401;
  await store.clock.advance(1_000);
  store.world.status = 200;
  await store.clock.advance(10_000);
  expect(store.times()).toEqual([0, 5, 10, 15, 16, 17, 18, 19, 20, 25]);
  expect(new Set(store.said.map(({ instancia }) => instancia)).size).toBe(1);
  expect(store.said[0]).toMatchObject({ pendientes: 0, mas_viejo_s: null });
  expect(store.warnings()).toMatchObject([{ status: 401 }]);
});

it('says how many orders wait and for how long, and at once when none does any more', async () => {
  await using store = await signalling();
  Object.assign(store.world, { waiting: 3, oldestAt: store.startedAt - 120_000 });
  await store.clock.advance(6_000);
  expect(store.said.at(-1)).toMatchObject({ at: 5, pendientes: 3, mas_viejo_s: 125 });
  expect(await store.signal.waiting()).toEqual({ pendientes: 3, mas_viejo_s: 126 });
  Object.assign(store.world, { waiting: 0, oldestAt: null });
  await store.clock.advance(2_000);
  expect(store.said.at(-1)).toMatchObject({ at: 7, pendientes: 0, mas_viejo_s: null });
  await store.clock.advance(1_000);
  expect(store.times()).toEqual([0, 5, 7]);
});

it('is there while its storage fails, with what it last knew, and with no age below zero', async () => {
  await using store = await signalling();
  Object.assign(store.world, { waiting: 1, oldestAt: store.startedAt + 3_600_000 });
  await store.clock.advance(5_000);
  store.world.broken = true;
  await store.clock.advance(5_000);
  expect(store.said.slice(-2)).toMatchObject([
    { at: 5, pendientes: 1, mas_viejo_s: 0 },
    { at: 10, pendientes: 1, mas_viejo_s: 0 },
  ]);
  expect(await store.signal.waiting()).toBe(null);
});
