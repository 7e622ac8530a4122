import { signal } from '@preact/signals-core';
import type { Summary } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../api/request.ts';
import { type DayRange, localDay } from './day-range.ts';
import { createTodayLoader, refreshMs } from './today-loader.ts';

const noon = new Date(2026, 10, 25, 12).getTime();
const failure: Reply<Summary> = {
  ...{ ok: false, status: 503, type: '/problemas/no-disponible', detail: 'No da abasto.' },
  ...{ errores: [], retryAfterS: null },
};
const orders = (pedidos: number): Reply<Summary> => ({
  ok: true,
  value: { totales: { pedidos } } as Summary,
});

function startToday({ clockAheadMs = 0 } = {}) {
  const clock = createFakeClock({ startAt: noon + clockAheadMs });
  const serverNow = signal(noon);
  const requests: { range: DayRange; answer: (reply: Reply<Summary>) => Promise<void> }[] = [];
  const page = { visible: true, listeners: new Set<() => void>() };
  const loader = createTodayLoader(
    {
      clock,
      serverNow,
      ask(range) {
        const { promise, resolve } = Promise.withResolvers<Reply<Summary>>();
        requests.push({
          range,
          async answer(reply) {
            resolve(reply);
            await promise;
          },
        });
        return promise;
      },
      visibility: {
        visible: () => page.visible,
        onChange(listener) {
          page.listeners.add(listener);
          return () => page.listeners.delete(listener);
        },
      },
    },
    'hoy',
  );
  const stop = loader.start();
  return {
    ...{ clock, loader, requests, stop },
    forward(ms: number) {
      clock.advance(ms);
      serverNow.value = clock.now() - clockAheadMs;
    },
    shown: () => loader.loaded.value?.summary.totales.pedidos,
    answer: async (reply: Reply<Summary>) => requests.at(-1)?.answer(reply),
    show(visible: boolean) {
      page.visible = visible;
      for (const listener of page.listeners) listener();
    },
  };
}

describe('the summary of the day', () => {
  it('comes at once, and again every minute', async () => {
    const today = startToday({ clockAheadMs: 2 * 3_600_000 });
    expect([today.requests.length, today.loader.loading.value]).toEqual([1, true]);
    await today.answer(orders(1));
    expect([today.shown(), today.loader.loading.value]).toEqual([1, false]);
    today.clock.advance(refreshMs - 1);
    expect(today.requests).toHaveLength(1);
    today.forward(1);
    expect(today.requests).toHaveLength(2);
    await today.answer(orders(2));
    expect(today.shown()).toBe(2);
    // By the server's clock, however wrong that of the device is.
    expect(today.loader.loaded.value?.at).toBe(noon + refreshMs);
  });

  it('is not asked for while nobody can see it, and at once when somebody looks again', async () => {
    const today = startToday();
    await today.answer(orders(1));
    today.show(false);
    today.clock.advance(10 * refreshMs);
    expect(today.requests).toHaveLength(1);
    today.show(true);
    expect(today.requests).toHaveLength(2);
  });

  it('waits for its minute where somebody looks away for a moment', async () => {
    const today = startToday();
    await today.answer(orders(1));
    today.show(false);
    today.clock.advance(1_000);
    today.show(true);
    expect(today.requests).toHaveLength(1);
    today.clock.advance(refreshMs - 1_000);
    expect(today.requests).toHaveLength(2);
  });

  it('is of the new day from midnight on, by the clock of the service', async () => {
    const today = startToday({ clockAheadMs: 3 * 3_600_000 });
    const day = () => localDay(Date.parse(today.requests.at(-1)?.range.desde ?? ''));
    await today.answer(orders(1));
    today.show(false);
    today.forward(12 * 3_600_000 - 1);
    expect([today.requests.length, day()]).toEqual([1, '2026-11-25']);
    today.forward(1);
    expect([today.requests.length, day()]).toEqual([2, '2026-11-26']);
  });

  it('stays on the page when it cannot be updated, and is asked for again a minute later', async () => {
    const today = startToday();
    await today.answer(orders(1));
    today.clock.advance(refreshMs);
    await today.answer(failure);
    expect([today.shown(), today.loader.fault.value]).toEqual([1, failure]);
    today.clock.advance(refreshMs);
    await today.answer(orders(2));
    expect([today.shown(), today.loader.fault.value]).toEqual([2, null]);
  });

  it('is the one that was chosen last, whichever answer comes first', async () => {
    const today = startToday();
    today.loader.choose('ayer');
    const [ofToday, ofYesterday] = today.requests;
    await ofYesterday?.answer(orders(9));
    await ofToday?.answer(orders(1));
    expect([today.shown(), today.loader.loaded.value?.choice]).toEqual([9, 'ayer']);
  });

  it('forgets the fault of another choice', async () => {
    const today = startToday();
    await today.answer(failure);
    today.loader.choose('semana');
    expect([today.loader.fault.value, today.loader.loading.value]).toEqual([null, true]);
  });

  it('comes no more once the page is left', async () => {
    const today = startToday();
    today.stop();
    await today.answer(orders(1));
    today.clock.advance(10 * refreshMs);
    expect([today.shown(), today.requests.length]).toEqual([undefined, 1]);
  });
});
