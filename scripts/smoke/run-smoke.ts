import { randomUUID } from 'node:crypto';
import { checkConfirmation } from './check-confirmation.ts';
import { checkOrder } from './check-order.ts';
import { checkRepeats } from './check-repeats.ts';
import { checkService } from './check-service.ts';
import { type CheckResult, createChecklist } from './checklist.ts';
import { listenBoard } from './listen-board.ts';
import type { Options } from './options.ts';
import type { SmokeRun } from './report.ts';
import { openServices } from './services.ts';
import { makeSmokeOrder } from './smoke-order.ts';

/** For everything after the services are awake and beside the order's own time. */
const checksMs = 60_000;

/**
 * Runs every check that makes sense, in order; one run tells all that is wrong. Ends by itself, within
 * `waitMs` + `withinMs` + 60 s and what one request may take.
 */
export async function runSmoke(
  options: Options,
  told: { onResult: (result: CheckResult) => void; onWaiting: (line: string) => void },
): Promise<SmokeRun> {
  const { tickets: ticketsUrl, key, waitMs, withinMs } = options;
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(waitMs + withinMs + checksMs);
  const redact = (text: string) => text.replaceAll(key, '***');
  const checklist = createChecklist({ signal, redact, onResult: told.onResult });
  using services = openServices(options, { signal, onWaiting: told.onWaiting });
  using opened = new DisposableStack();

  const store = await checkService(checklist, services.store.underTest);
  const tickets = await checkService(checklist, services.tickets.underTest);
  const board = await checklist.check('board connects', [tickets.key], async () => {
    const listening = opened.use(await listenBoard(ticketsUrl, key));
    return { value: listening, detail: `by ${listening.transport}` };
  });

  const deps = {
    store: services.store.client,
    tickets: services.tickets.client,
    order: makeSmokeOrder(Date.now()),
    idempotencyKey: randomUUID(),
    withinMs,
    signal,
  };
  const arrived = await checkOrder(checklist, deps, { store, tickets, board });
  await checkRepeats(checklist, deps, { board, ...arrived });
  await checkConfirmation(checklist, deps, arrived);

  const checks = checklist.results;
  return { ok: checks.every((check) => check.ok), checks, ms: performance.now() - startedAt };
}
