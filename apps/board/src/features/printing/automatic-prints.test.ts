import { signal } from '@preact/signals-core';
import type { Print, PrintReply, Ticket } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../api/request.ts';
import { type Exclusive, printNewOrders, tryAgainMs } from './automatic-prints.ts';
import { createPagePapers, createPaperMemory } from './paper-memory.ts';

const clock = createFakeClock();
const start = clock.now();
const order = (ticket_id: number) =>
  makeTicket({ ticket_id, fecha_creacion: new Date(start + ticket_id).toISOString() });

/** The service: grants each ticket one print by itself, the same id again the same. */
function startService() {
  const granted = new Map<number, string>();
  const asked: string[] = [];
  let failing: number | null | undefined;
  const yes: PrintReply = {
    ...{ concedida: true, numero_de_impresion: 1, reimpresion: false, en: null, primera: null },
  };
  return {
    asked,
    granted,
    /** @param status null: no answer; undefined: it works again */
    fail(status: number | null | undefined) {
      failing = status;
    },
    async record(ticketId: number, { id }: Print): Promise<Reply<PrintReply>> {
      asked.push(`${ticketId}`);
      if (failing !== undefined)
        return { ok: false, status: failing, type: null, detail: 'x', errores: [], retryAfterS: null };
      if (!granted.has(ticketId)) granted.set(ticketId, id);
      return { ok: true, value: { ...yes, concedida: granted.get(ticketId) === id } };
    },
  };
}

/** A browser: what its tabs share. */
function startBrowser() {
  let free = Promise.resolve();
  let ids = 0;
  const exclusive: Exclusive = (run) => {
    free = free.then(run);
    return free;
  };
  return {
    exclusive,
    papers: createPagePapers(),
    newId: () => `id-${++ids}`,
  };
}

type Options = {
  locks?: boolean;
  since?: number | null;
  patience?: number;
  stuck?: boolean;
  broken?: boolean;
};

function openTab(
  service: ReturnType<typeof startService>,
  browser: ReturnType<typeof startBrowser>,
  { locks = true, since = start, patience = 0, stuck = false, broken = false }: Options = {},
) {
  const tickets = signal<ReadonlyMap<number, Ticket>>(new Map());
  const live = signal(true);
  const printed: number[] = [];
  const failed: number[] = [];
  const end = printNewOrders({
    orders: { tickets, live },
    clock,
    record: service.record,
    settings: { device: 'caja', automaticNow: () => since },
    tabs: {
      memory: createPaperMemory(locks ? browser.papers : createPagePapers(), browser.newId),
      exclusive: locks ? browser.exclusive : (run) => run(),
      patienceMs: () => patience,
    },
    failed: ({ ticket_id }) => failed.push(ticket_id),
    layOut: async ({ ticket }) => {
      if (broken) throw new Error('no paper');
      // As a page that is closed while the paper is being laid out.
      if (stuck) await new Promise(() => {});
      return { print: async () => void printed.push(ticket.ticket_id) };
    },
  });
  return {
    ...{ live, printed, failed, end },
    show: (...ids: number[]) => {
      tickets.value = new Map(ids.map((id) => [id, order(id)]));
    },
  };
}

/** Lets time pass, and everything that was promised happen. */
async function pass(ms: number) {
  clock.advance(ms);
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}

describe('new orders', () => {
  it('print once each, in their order, whatever brings them', async () => {
    const service = startService();
    const tab = openTab(service, startBrowser());
    tab.show(2, 1);
    await pass(0);
    tab.show(1, 2, 3);
    await pass(0);
    expect(tab.printed).toEqual([1, 2, 3]);
    expect(service.asked).toEqual(['1', '2', '3']);
    tab.end();
    tab.show(4);
    await pass(60_000);
    expect(tab.printed).toEqual([1, 2, 3]);
  });

  it('print in one of five tabs, and the others do not even ask', async () => {
    const [service, browser] = [startService(), startBrowser()];
    const tabs = Array.from({ length: 5 }, () => openTab(service, browser));
    for (const tab of tabs) tab.show(1, 2);
    await pass(0);
    expect(tabs.flatMap(({ printed }) => printed)).toEqual([1, 2]);
    expect(service.asked).toEqual(['1', '2']);
  });

  it('print in one of five tabs and of two devices without locks: the service sees to it', async () => {
    const service = startService();
    const browsers = [startBrowser(), startBrowser()];
    const newId = browsers[0]?.newId ?? String;
    const tabs = browsers.flatMap((browser) =>
      Array.from({ length: 5 }, () => openTab(service, { ...browser, newId }, { locks: false })),
    );
    for (const tab of tabs) tab.show(1);
    await pass(0);
    expect(service.asked).toHaveLength(10);
    expect(tabs.flatMap(({ printed }) => printed)).toEqual([1]);
  });

  it('print in a tab that is seen before one that is hidden', async () => {
    const [service, browser] = [startService(), startBrowser()];
    const hidden = openTab(service, browser, { patience: 3_000 });
    const seen = openTab(service, browser);
    for (const tab of [hidden, seen]) tab.show(1);
    await pass(3_000);
    expect([hidden.printed, seen.printed]).toEqual([[], [1]]);
    hidden.show(2);
    // More of them do not put it off again and again.
    await pass(2_000);
    hidden.show(2, 3);
    await pass(1_000);
    expect(hidden.printed).toEqual([2, 3]);
  });

  it.each([null, 500, 503, 429, 401])('print later, once, when recording fails with %s', async (status) => {
    const service = startService();
    const tab = openTab(service, startBrowser());
    service.fail(status);
    tab.show(1, 2);
    await pass(0);
    await pass(tryAgainMs - 1);
    expect(service.asked).toEqual(['1']);
    service.fail(undefined);
    await pass(1);
    expect(tab.printed).toEqual([1, 2]);
    await pass(tryAgainMs * 10);
    expect(tab.printed).toEqual([1, 2]);
  });

  it('are not asked for again where the service refuses them for good', async () => {
    const service = startService();
    const tab = openTab(service, startBrowser());
    service.fail(404);
    tab.show(1);
    await pass(tryAgainMs * 10);
    expect([tab.printed, service.asked]).toEqual([[], ['1']]);
  });

  it('print when the connection is back, those of the replay too', async () => {
    const service = startService();
    const tab = openTab(service, startBrowser());
    tab.live.value = false;
    tab.show(1, 2);
    await pass(60_000);
    expect(service.asked).toEqual([]);
    tab.live.value = true;
    await pass(0);
    expect(tab.printed).toEqual([1, 2]);
  });

  it('print in the next tab when a page dies between the grant and the paper', async () => {
    const [service, browser] = [startService(), startBrowser()];
    const dying = openTab(service, { ...browser, exclusive: (run) => run() }, { stuck: true });
    dying.show(1);
    await pass(0);
    dying.end();
    const next = openTab(service, browser);
    next.show(1);
    await pass(0);
    expect(next.printed).toEqual([1]);
    const third = openTab(service, browser);
    third.show(1);
    await pass(0);
    expect(third.printed).toEqual([]);
  });

  it('that cannot be put on paper are told to the person, and do not keep the others back', async () => {
    const [service, browser] = [startService(), startBrowser()];
    const tab = openTab(service, browser, { broken: true });
    tab.show(1, 2);
    await pass(tryAgainMs * 10);
    expect([tab.printed, tab.failed, service.asked]).toEqual([[], [1, 2], ['1', '2']]);
  });

  it('do not print where it is switched off', async () => {
    const service = startService();
    const tab = openTab(service, startBrowser(), { since: null });
    tab.show(1);
    await pass(60_000);
    expect(service.asked).toEqual([]);
  });
});
