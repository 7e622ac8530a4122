import { type Clock, createMetrics, resolveApiKeys, systemClock } from '@relevo/service-kit';
import { createFakeClock, createRelayClock, eventLoopTurn } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { scriptedStore, strangers, unknownOrder } from '@relevo/testkit/scripted-peer';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLazyStoreClient, startConfirmationRelay, warnOfLoopback } from './confirmation-relay.ts';
import { aTicket, type Changes, openChanges } from './fixtures/open-changes.ts';

describe('the relay of confirmations', () => {
  const keys = resolveApiKeys({
    value: 'clave-de-prueba-0123456789abcdef',
    production: false,
    devFile: '/dev/null',
  });

  function confirmTo(
    storeUrl: string,
    changes: Changes,
    { clock = systemClock, timeoutMs }: { clock?: Clock; timeoutMs?: number } = {},
  ) {
    const recorded = recordingLog();
    const metrics = createMetrics();
    const deps = { queue: changes.queue, sourceOf: () => 'tienda', keys, clock, log: recorded.log, metrics };
    return { confirming: startConfirmationRelay(deps, { storeUrl, timeoutMs }), recorded, metrics };
  }

  /** Every delivery, oldest first, once `settled` of them are settled. */
  async function settled(changes: Changes, count: number) {
    const { deliveries } = await until(
      () => changes.queue.list({ limit: 99 }),
      (page) => page.deliveries.filter(({ state }) => state !== 'pendiente').length >= count,
    );
    return deliveries.toReversed();
  }

  describe('startConfirmationRelay', () => {
    it('reports every change to the store, as soon as it is woken', async () => {
      await using changes = await openChanges();
      await using store = await scriptedStore();
      // A clock that stands still: the relay does not look by itself.
      const clock = createFakeClock({ settle: eventLoopTurn });
      const now = clock.now();
      await using confirming = confirmTo(store.url, changes, { clock }).confirming;
      await changes.change(aTicket(), { now });
      await changes.change(aTicket({ version: 3, estado: 'entregado' }), { now });
      confirming.wake();

      expect((await settled(changes, 2)).map(({ state }) => state)).toEqual(['entregada', 'entregada']);
      expect(store.requests.map(({ json }) => json)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ version: 2, estado: 'en-preparacion' }),
          expect.objectContaining({ version: 3, estado: 'entregado' }),
        ]),
      );
    });

    it('tries again under the same key after answers that prove nothing', async () => {
      await using changes = await openChanges();
      await using store = await scriptedStore(['hang', { status: 500 }, { status: 200 }]);
      // Long enough for the answers that do come, on a busy machine.
      await using confirming = confirmTo(store.url, changes, { timeoutMs: 1_000 }).confirming;
      await changes.change(aTicket());
      confirming.wake();

      const [delivery] = await settled(changes, 1);
      expect(delivery).toMatchObject({ state: 'entregada', attempts: 3 });
      const sent = store.requests.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`);
      expect(sent).toHaveLength(3);
      expect(new Set(sent).size).toBe(1);
    });

    it('says at debug that the store has no such order, and keeps it as rejected', async () => {
      await using changes = await openChanges();
      await using store = await scriptedStore([unknownOrder]);
      const { confirming, recorded } = confirmTo(store.url, changes);
      await using _ = confirming;
      await changes.change(aTicket());
      confirming.wake();

      expect(await settled(changes, 1)).toMatchObject([{ state: 'rechazada', attempts: 1 }]);
      const told = await until(
        async () => recorded.lines.filter(({ msg }) => msg === 'delivery rejected'),
        (found) => found.length > 0,
      );
      expect(told).toMatchObject([{ level: 'debug', status: 404 }]);
    });

    it('says loudly that the store refused anything else', async () => {
      await using changes = await openChanges();
      await using store = await scriptedStore([{ status: 409 }]);
      const { confirming, recorded } = confirmTo(store.url, changes);
      await using _ = confirming;
      await changes.change(aTicket());
      confirming.wake();

      expect(await settled(changes, 1)).toMatchObject([{ state: 'rechazada' }]);
      const told = await until(
        async () => recorded.lines.filter(({ msg }) => msg === 'delivery rejected'),
        (found) => found.length > 0,
      );
      expect(told).toMatchObject([{ level: 'error', status: 409, detail: expect.stringContaining('409') }]);
    });

    it('keeps what a router in front of the store answers, and says who it seems to be', async () => {
      await using changes = await openChanges();
      await using store = await scriptedStore([strangers['router of Render'], { status: 200 }]);
      const clock = createRelayClock();
      const { confirming, recorded } = confirmTo(store.url, changes, { clock });
      await using _ = confirming;
      await changes.change(aTicket(), { now: clock.now() });
      confirming.wake();

      const told = await until(
        async () => recorded.lines.filter(({ msg }) => msg === 'delivery postponed'),
        (found) => found.length > 0,
      );
      expect(told).toMatchObject([{ level: 'warn', status: 404, detail: expect.stringContaining('Render') }]);
      expect(await changes.queue.counts()).toMatchObject({ pendiente: 1, rechazada: 0 });
      await clock.advance(20_000);
      expect(store.requests).toHaveLength(1);
      const later = async () => {
        await clock.advance(2_000);
        return changes.queue.counts();
      };
      await until(later, ({ entregada }) => entregada === 1);
      expect(store.requests).toHaveLength(2);
    });

    it('sends what a router has put off as soon as the store itself answers again, not half a minute later', async () => {
      await using changes = await openChanges();
      await using store = await scriptedStore([strangers['router of Render'], { status: 200 }]);
      const clock = createRelayClock();
      const { confirming, recorded } = confirmTo(store.url, changes, { clock });
      await using _ = confirming;
      await changes.change(aTicket(), { now: clock.now() });
      confirming.wake();
      await until(
        async () => recorded.lines.filter(({ msg }) => msg === 'delivery postponed'),
        (found) => found.length > 0,
      );
      const health = { status: 'healthy', version: '1', database: 'ok', uptime_s: 1, checks: {} } as const;
      store.health = { ...health, service: 'relevo-tickets' };
      await clock.advance(5_000);
      expect(store.requests).toHaveLength(1);
      store.health = { ...health, service: 'relevo-store' };
      const from = clock.now();
      const later = async () => {
        await clock.advance(1_000);
        return changes.queue.counts();
      };
      await until(later, ({ entregada }) => entregada === 1);
      expect(clock.now() - from).toBeLessThan(15_000);
    });

    it('goes on after a restart with what the store has not heard yet', async () => {
      using dir = tempDir();
      await using store = await scriptedStore([{ status: 503 }, { status: 200 }]);
      {
        await using changes = await openChanges(dir.path);
        await using confirming = confirmTo(store.url, changes).confirming;
        await changes.change(aTicket());
        confirming.wake();
        await until(
          () => changes.queue.list({ limit: 1 }),
          ({ deliveries: [first] }) => first?.attempts === 1,
        );
      }
      await using changes = await openChanges(dir.path);
      await using _ = confirmTo(store.url, changes).confirming;
      expect(await settled(changes, 1)).toMatchObject([{ state: 'entregada', attempts: 2 }]);
      expect(store.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
        'ticket-7-v2',
        'ticket-7-v2',
      ]);
    });

    it('counts what is waiting among the metrics', async () => {
      await using changes = await openChanges();
      await using store = await scriptedStore([unknownOrder]);
      const { confirming, metrics } = confirmTo(store.url, changes);
      await using _ = confirming;
      await changes.change(aTicket());
      confirming.wake();
      await settled(changes, 1);
      const text = await metrics.registry.metrics();
      expect(text).toContain('relevo_deliveries{estado="rechazada"} 1');
      expect(text).toContain('relevo_relay_attempts_in_flight');
    });
  });
});

describe('the store client that loads at first use', () => {
  const confirmTicket = vi.fn(async () => ({ kind: 'ok' }));
  const dispose = vi.fn();
  const options = { baseUrl: 'http://127.0.0.1:1', apiKey: 'k', userAgent: 'prueba' } as never;
  const post = {} as never;
  const named = (numero: string) => ({ numero, fuente: 'tienda' });

  afterEach(() => {
    vi.doUnmock('./store-client.ts');
    vi.clearAllMocks();
  });

  it('loads the client once, at the first use, and disposes of it', async () => {
    const createStoreClient = vi.fn(() => ({ confirmTicket, [Symbol.dispose]: dispose }));
    vi.doMock('./store-client.ts', () => ({ createStoreClient }));
    const client = createLazyStoreClient(options);
    expect(createStoreClient).not.toHaveBeenCalled();
    await Promise.all([
      client.confirmTicket(named('A'), '{}', post),
      client.confirmTicket(named('B'), '{}', post),
    ]);
    expect(createStoreClient).toHaveBeenCalledExactlyOnceWith(options);
    expect(confirmTicket.mock.calls.map(([order]: unknown[]) => order)).toEqual([named('A'), named('B')]);
    client[Symbol.dispose]();
    await vi.waitFor(() => expect(dispose).toHaveBeenCalledOnce());
  });

  it('tries again at the next attempt when it could not be loaded', async () => {
    const createStoreClient = vi.fn(() => ({ confirmTicket, [Symbol.dispose]: dispose }));
    createStoreClient.mockImplementationOnce(() => {
      throw new Error('EMFILE: too many open files');
    });
    vi.doMock('./store-client.ts', () => ({ createStoreClient }));
    const client = createLazyStoreClient(options);
    await expect(client.confirmTicket(named('A'), '{}', post)).rejects.toThrow('EMFILE');
    await client.confirmTicket(named('A'), '{}', post);
    expect(confirmTicket).toHaveBeenCalledOnce();
  });

  it('can be disposed without ever being used', () => {
    expect(() => createLazyStoreClient(options)[Symbol.dispose]()).not.toThrow();
  });
});

describe('a STORE_URL on this machine', () => {
  it.each([
    ['http://127.0.0.1:4000', true, 1],
    ['http://localhost:4000', true, 1],
    ['http://[::1]:4000', true, 1],
    ['http://127.0.0.1:4000', false, 0],
    ['http://store:4000', true, 0],
    ['https://127.0.0.1.example.com', true, 0],
    ['https://notlocalhost', true, 0],
  ])('warns about %s, production: %s, %i times', (storeUrl, production, expected) => {
    const recorded = recordingLog('warn');
    warnOfLoopback(recorded.log, { production, storeUrl });
    expect(recorded.lines).toHaveLength(expected);
  });
});
