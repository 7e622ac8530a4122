import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { PrintReply, Ticket } from '@relevo/contract';
import type { Reply } from '../../api/request.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import { dueOrders, paperKey } from './due-orders.ts';
import type { LaidOut, Sheet } from './paper-layout.tsx';
import type { PaperMemory } from './paper-memory.ts';
import type { PrintApi } from './print-queue.ts';
import type { PrintSettings } from './printer.ts';

export const tryAgainMs = 10_000;

/** Runs one piece of work after the other, over all tabs of the browser where it can. */
export type Exclusive = (run: () => Promise<void>) => Promise<void>;

export type AutomaticDeps = {
  /** By id, as the service has said them. */
  tickets: ReadonlySignal<ReadonlyMap<number, Ticket>>;
  /** Whether the board is up to date. */
  live: ReadonlySignal<boolean>;
  settings: Pick<PrintSettings, 'automaticNow' | 'device'>;
  memory: PaperMemory;
  exclusive: Exclusive;
  record: PrintApi['record'];
  layOut(sheet: Sheet): Promise<LaidOut>;
  clock: Clock;
  /** How long another tab may take the work first: a hidden one steps back behind one that is seen. */
  patienceMs(): number;
  /** A granted paper that did not come out: only a person can help. */
  failed(ticket: Ticket): void;
};

/** Prints the orders that come in, one after the other, each once. @returns a function that ends it */
export function printNewOrders(deps: AutomaticDeps): () => void {
  const { tickets, live, settings, memory, exclusive, clock } = deps;
  const settled = new Set<string>();
  const timer = createTimer(clock);
  let running = false;
  let ended = false;

  const due = () => {
    const known = tickets.value;
    return live.value && !ended ? dueOrders(known.values(), settings.automaticNow(), settled) : [];
  };

  const unwatch = effect(() => {
    if (due().length > 0 && !running && !timer.armed()) timer.set(deps.patienceMs(), () => void run());
  });

  async function run(): Promise<void> {
    running = true;
    try {
      await exclusive(async () => {
        for (let next = due()[0]; next; next = due()[0]) if (!(await see(next))) return;
      });
    } finally {
      running = false;
    }
    if (due().length > 0) timer.set(tryAgainMs, () => void run());
  }

  /** @returns whether it is worth going on */
  async function see(ticket: Ticket): Promise<boolean> {
    const key = paperKey(ticket);
    const id = await memory.idFor(key);
    if (id === null) return done();
    const { device: dispositivo } = settings;
    const judged = judgeRecord(await deps.record(ticket.ticket_id, { id, dispositivo, automatica: true }));
    if (judged.kind === 'later') return false;
    if (judged.kind === 'print') {
      const paper = await deps.layOut({ ticket, record: judged.record }).catch(() => null);
      // Before the paper and not after it: a page that dies between the two must not print it again.
      await memory.settle(key);
      if (paper) await paper.print().catch(() => deps.failed(ticket));
      else deps.failed(ticket);
    } else {
      await memory.settle(key);
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

/** What to do after a print was to be recorded: `later` means nobody knows yet, `never` that this paper is settled. */
type Judgement = { kind: 'print'; record: PrintReply } | { kind: 'later' } | { kind: 'never' };

function judgeRecord(reply: Reply<PrintReply>): Judgement {
  if (reply.ok) return reply.value.concedida ? { kind: 'print', record: reply.value } : { kind: 'never' };
  const { status } = reply;
  // Without a session it will be signed in again; all of these say nothing about the ticket.
  const passing = status === null || status >= 500 || [401, 408, 425, 429].includes(status);
  return { kind: passing ? 'later' : 'never' };
}
