import { type Print, type PrintReply, type Ticket, ticketPaths } from '@relevo/contract';
import type { Problem } from '../../api/problem.ts';
import { pathOf, type Reply, requestJson } from '../../api/request.ts';
import { newUuid } from '../../device/uuid.ts';
import { type AutomaticDeps, type Exclusive, printNewOrders } from './automatic-prints.ts';
import { type LaidOut, layOut, type Sheet } from './paper-layout.tsx';
import { createPagePapers, createPaperMemory, createSharedPapers } from './paper-memory.ts';
import type { PressNeeds } from './printer.ts';

/** Whether the paper is on its way, or why not (null: nobody knows more). */
export type PrintOutcome = { ok: true } | { ok: false; problem: Problem | null };

/** All that printing needs, loaded when something is printed. */
export type Press = {
  print(ticket: Ticket): Promise<PrintOutcome>;
  /** Prints what comes in. @returns a function that ends it */
  follow(orders: Pick<AutomaticDeps, 'tickets' | 'live' | 'failed'>): () => void;
};

const hiddenPatienceMs = 3_000;

export function createPress({ settings, clock }: PressNeeds): Press {
  const { record } = printApi;
  let free = Promise.resolve();

  // There is one document: a paper waits until the one before it is out.
  function inTurn(sheet: Sheet): Promise<LaidOut> {
    const before = free;
    let out = () => {};
    free = new Promise((resolve) => {
      out = resolve;
    });
    return before.then(() => {
      try {
        const paper = layOut(sheet, settings.width.peek());
        return { print: () => paper.print().finally(out) };
      } catch (error) {
        out();
        throw error;
      }
    });
  }

  return {
    async print(ticket) {
      const print = { id: newUuid(), dispositivo: settings.device, automatica: false };
      const reply = await record(ticket.ticket_id, print);
      if (!reply.ok) return { ok: false, problem: reply };
      await inTurn({ ticket, record: reply.value }).then((paper) => paper.print());
      return { ok: true };
    },

    follow: (orders) =>
      printNewOrders({
        ...{ ...orders, settings, record, clock, layOut: inTurn },
        // Without locks the tabs must not share an id: the service would grant it to each of them.
        memory: createPaperMemory(navigator.locks ? createSharedPapers() : createPagePapers(), newUuid),
        exclusive: acrossTabs,
        patienceMs: () => (document.visibilityState === 'visible' ? 0 : hiddenPatienceMs),
      }),
  };
}

// There are none over plain http; then the service alone sees to it that one tab prints.
const acrossTabs: Exclusive = async (run) => {
  if (navigator.locks) await navigator.locks.request('relevo:impresora', run);
  else await run();
};

/** Where every print is recorded before its paper comes out. Never rejects. */
export type PrintApi = { record(ticketId: number, print: Print): Promise<Reply<PrintReply>> };

export const printApi: PrintApi = {
  record: (ticketId, print) =>
    requestJson(pathOf(ticketPaths.prints, ticketId), { method: 'POST', body: print }),
};
