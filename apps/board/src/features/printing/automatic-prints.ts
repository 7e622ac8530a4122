import { effect } from '@preact/signals-core';
import type { Print, PrintReply, Ticket } from '@relevo/contract';
import type { Reply } from '../../api/request.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import { dueOrders, paperKey } from './due-orders.ts';
import type { LaidOut, Sheet } from './paper.tsx';
import type { PaperMemory } from './paper-memory.ts';
import type { IncomingOrders, PrintSettings } from './printer.ts';

export const tryAgainMs = 10_000;

/** Records a print before its paper comes out. Never rejects. */
export type RecordPrint = (ticketId: number, print: Print) => Promise<Reply<PrintReply>>;

/** Runs one piece of work after the other, across all tabs of the browser where it can. */
export type Exclusive = (run: () => Promise<void>) => Promise<void>;

/** How the tabs of one device share the work. */
type PrintingTabs = {
  memory: PaperMemory;
  exclusive: Exclusive;
  /** How long another tab may take the work first: a hidden tab lets a visible one go ahead. */
  patienceMs(): number;
};

/**
 * Prints the orders that come in, one after the other, each once. @returns a function that ends it
 * @param failed is called with a granted paper that did not come out: only a person can help
 */
export function printNewOrders(deps: {
  orders: IncomingOrders;
  settings: Pick<PrintSettings, 'automaticNow' | 'device'>;
  clock: Clock;
  tabs: PrintingTabs;
  record: RecordPrint;
  layOut(sheet: Sheet): Promise<LaidOut>;
  failed(ticket: Ticket): void;
}): () => void {
  const { orders, settings, clock, tabs } = deps;
  const settled = new Set<string>();
  const timer = createTimer(clock);
  let running = false;
  let ended = false;

  const due = () => {
    const known = orders.tickets.value;
    return orders.live.value && !ended ? dueOrders(known.values(), settings.automaticNow(), settled) : [];
  };

  const unwatch = effect(() => {
    if (due().length > 0 && !running && !timer.armed()) timer.set(tabs.patienceMs(), () => void run());
  });

  async function run(): Promise<void> {
    running = true;
    try {
      await tabs.exclusive(async () => {
        for (let next = due()[0]; next; next = due()[0]) if (!(await printOrSkip(next))) return;
      });
    } finally {
      running = false;
    }
    if (due().length > 0) timer.set(tryAgainMs, () => void run());
  }

  /** Prints an order, or notes that it needs no paper. @returns false if the service could not say: try again later */
  async function printOrSkip(ticket: Ticket): Promise<boolean> {
    const key = paperKey(ticket);
    const id = await tabs.memory.idFor(key);
    if (id === null) return done();
    const { device: dispositivo } = settings;
    const outcome = classifyRecord(
      await deps.record(ticket.ticket_id, { id, dispositivo, automatica: true }),
    );
    if (outcome.kind === 'later') return false;
    if (outcome.kind === 'print') {
      const paper = await deps.layOut({ ticket, record: outcome.record }).catch(() => null);
      // Settle before printing: a page that dies between the two must not print the paper again.
      await tabs.memory.settle(key);
      if (paper) await paper.print().catch(() => deps.failed(ticket));
      else deps.failed(ticket);
    } else {
      await tabs.memory.settle(key);
    }
    return done();

    function done(): true {
      settled.add(key);
      return true;
    }
  }

  return () => {
    ended = true;
    timer.clear();
    unwatch();
  };
}

/** What to do once the service has answered: `later` means that nobody knows yet, `never` that no paper is due. */
type RecordOutcome = { kind: 'print'; record: PrintReply } | { kind: 'later' } | { kind: 'never' };

function classifyRecord(reply: Reply<PrintReply>): RecordOutcome {
  if (reply.ok) return reply.value.concedida ? { kind: 'print', record: reply.value } : { kind: 'never' };
  const { status } = reply;
  // These say nothing about the ticket; without a session somebody will sign in again.
  const passing = status === null || status >= 500 || [401, 408, 425, 429].includes(status);
  return { kind: passing ? 'later' : 'never' };
}
