import { ticketPaths } from '@relevo/contract';
import { pathOf, requestJson } from '../../api/request.ts';
import { newUuid } from '../../device/uuid.ts';
import { type Exclusive, printNewOrders, type RecordPrint } from './automatic-prints.ts';
import { type LaidOut, layOut, type Sheet } from './paper.tsx';
import { createPagePapers, createPaperMemory, createSharedPapers } from './paper-memory.ts';
import type { PrintQueue, QueueNeeds } from './printer.ts';

// A hidden tab leaves the work to one that somebody looks at.
const hiddenPatienceMs = 3_000;

/** Prints one paper after the other: there is one document, and one printer. */
export function createPrintQueue({ settings, clock }: QueueNeeds): PrintQueue {
  let free = Promise.resolve();

  /** Lays a paper out once the one before it is printed. */
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
      const reply = await recordPrint(ticket.ticket_id, print);
      if (!reply.ok) return { ok: false, problem: reply };
      await inTurn({ ticket, record: reply.value }).then((paper) => paper.print());
      return { ok: true };
    },

    follow: (orders, failed) =>
      printNewOrders({
        orders,
        settings,
        clock,
        record: recordPrint,
        layOut: inTurn,
        failed,
        tabs: {
          // Without locks the tabs must not share an id: the service would grant it to each of them.
          memory: createPaperMemory(navigator.locks ? createSharedPapers() : createPagePapers(), newUuid),
          exclusive: acrossTabs,
          patienceMs: () => (document.visibilityState === 'visible' ? 0 : hiddenPatienceMs),
        },
      }),
  };
}

// Over plain http there are no locks: then the service alone sees to it that one tab prints.
const acrossTabs: Exclusive = async (run) => {
  if (navigator.locks) await navigator.locks.request('relevo:impresora', run);
  else await run();
};

const recordPrint: RecordPrint = (ticketId, print) =>
  requestJson(pathOf(ticketPaths.prints, ticketId), { method: 'POST', body: print });
