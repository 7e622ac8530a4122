/* `npm run smoke`: hands one order through a running pair of services and says, line by line, what works. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { version } from '@relevo/service-kit';
import type { TicketsClient } from '@relevo/tickets-client';
import { createRetryingTicketsClient, createTicketsClient } from '@relevo/tickets-client';
import {
  CheckFailed,
  type Checklist,
  type CheckResult,
  createChecklist,
  jsonReport,
  type Outcome,
  resultLine,
  type SmokeRun,
  summaryLine,
} from './checklist.ts';
import type { Operator, StoreClient } from './clients.ts';
import { createOperator, createStoreClient } from './clients.ts';
import { describeReply, expectReply, replyOf } from './expect-reply.ts';
import type { ListeningBoard } from './listen-board.ts';
import { listenBoard } from './listen-board.ts';
import { type Options, readOptions, usage } from './options.ts';
import { checkConfirmation, checkOrder, checkRepeats } from './order-checks.ts';
import { checkService, type ServiceUnderTest } from './service-checks.ts';
import { makeSmokeOrder, makeVisibleOrder } from './smoke-order.ts';
import { wake } from './wake.ts';

const timeoutMs = 15_000;
const userAgent = `relevo-smoke/${version}`;
/** For everything after the services are awake and beside the order's own time. */
const checksMs = 60_000;

process.exitCode = await main();

/** @returns the exit code: 0 when every check passed, else 1 */
async function main(): Promise<0 | 1> {
  const read = readOptions(process.argv.slice(2), process.env);
  if (read.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (read.kind === 'bad') {
    process.stderr.write(`smoke: ${read.message}\n\n${usage}`);
    return 1;
  }
  const { options } = read;
  if (read.warning) process.stderr.write(`smoke: ${read.warning}\n`);
  const print = (line: string) => void (options.json || process.stdout.write(`${line}\n`));
  print(`smoke: store ${options.store}, ticket service ${options.tickets}`);
  const interrupt = new AbortController();
  if (options.showMs !== undefined) process.once('SIGINT', () => interrupt.abort());
  const run = await runSmoke(options, {
    interrupted: interrupt.signal,
    onResult: (result) => print(resultLine(result)),
    onWaiting: (line) => print(`...  ${line}`),
  });
  if (options.json) process.stdout.write(`${jsonReport(options, run)}\n`);
  else print(summaryLine(run));
  return run.ok ? 0 : 1;
}

/**
 * Runs every check that makes sense, in order; one run tells all that is wrong. Ends by itself, within
 * `waitMs` + `withinMs` + 60 s and what one request may take.
 */
export async function runSmoke(
  options: Options,
  told: {
    onResult: (result: CheckResult) => void;
    onWaiting: (line: string) => void;
    interrupted: AbortSignal;
  },
): Promise<SmokeRun> {
  const { tickets: ticketsUrl, key, waitMs, withinMs, showMs } = options;
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(waitMs + withinMs + (showMs ?? 0) + checksMs);
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
    sdk: services.tickets.sdk,
    operator: services.tickets.operator,
    order: makeSmokeOrder(Date.now()),
    idempotencyKey: randomUUID(),
    withinMs,
    signal,
  };
  const arrived = await checkOrder(checklist, deps, { store, tickets, board });
  await checkRepeats(checklist, deps, { board, ...arrived });
  await checkConfirmation(checklist, deps, arrived);
  if (showMs !== undefined) {
    const shown = { ...deps, showMs, interrupted: told.interrupted, onShown: told.onWaiting };
    await checkVisible(checklist, shown, { store: store.key, tickets: tickets.key, board });
  }

  const checks = checklist.results;
  return { ok: checks.every((check) => check.ok), checks, ms: performance.now() - startedAt };
}

/** Both services, each with its client and what `checkService` asks. Both are being woken at once from here on. */
function openServices(
  options: Options,
  { signal, onWaiting }: { signal: AbortSignal; onWaiting: (line: string) => void },
) {
  using opened = new DisposableStack();
  const wrongKey = `wrong-${randomUUID()}`;
  const fresh = makeSmokeOrder(Date.now());
  const { cliente_nombre: _left, ...incomplete } = fresh;
  const once = () => ({ idempotencyKey: randomUUID(), signal });

  const storeAt = (key: string) =>
    createStoreClient({ url: options.store, key, timeoutMs, signal, userAgent });
  // Tickets are posted as a checkout without a store posts them, so that every deploy tries the SDK.
  const sdkWith = (apiKey: string) =>
    opened.use(createRetryingTicketsClient({ url: options.tickets, apiKey, timeoutMs, userAgent }));
  const awaken = (label: string, url: string) =>
    wake(url, {
      limitMs: options.waitMs,
      signal,
      onWaiting: (reason) => onWaiting(`waiting for the ${label} to wake up (${reason})`),
    });

  const store = storeAt(options.key);
  const tickets = opened.use(
    createTicketsClient({ url: options.tickets, apiKey: options.key, timeoutMs, userAgent }),
  );
  const sdk = sdkWith(options.key);
  const operator = createOperator({ url: options.tickets, key: options.key, timeoutMs, signal, userAgent });
  const stranger = sdkWith(wrongKey);
  const storeUnderTest: ServiceUnderTest = {
    label: 'store',
    name: 'relevo-store',
    awake: awaken('store', options.store),
    health: store.health,
    read: () => store.order(fresh.numero),
    freshStatus: 404,
    intrude: () => storeAt(wrongKey).place(fresh, randomUUID()),
    postIncomplete: () => store.place(incomplete, randomUUID()),
  };
  const ticketsUnderTest: ServiceUnderTest = {
    label: 'ticket service',
    name: 'relevo-tickets',
    awake: awaken('ticket service', options.tickets),
    health: () => tickets.getHealth({ signal }),
    read: () => tickets.listTickets({ numero: fresh.numero }, { signal }),
    freshStatus: 200,
    intrude: () => replyOf(stranger.postTicket(fresh, once())),
    postIncomplete: () => replyOf(sdk.postTicket(incomplete, once())),
  };
  const running = opened.move();
  return {
    store: { client: store, underTest: storeUnderTest },
    tickets: { client: tickets, sdk, operator, underTest: ticketsUnderTest },
    [Symbol.dispose]: () => running.dispose(),
  };
}

type Deps = {
  store: StoreClient;
  tickets: TicketsClient;
  operator: Operator;
  withinMs: number;
  /** How long the order stays on the board, in milliseconds. */
  showMs: number;
  /** Takes it off sooner. */
  interrupted: AbortSignal;
  onShown: (line: string) => void;
};

type Ready = { store: Outcome<unknown>; tickets: Outcome<unknown>; board: Outcome<ListeningBoard> };

/** For whoever wants to see a purchase: one order that every board shows, marked as a test, and cancelled after a while. */
export async function checkVisible({ check }: Checklist, deps: Deps, ready: Ready): Promise<void> {
  const { store, tickets, operator, withinMs, showMs, interrupted, onShown } = deps;
  const order = makeVisibleOrder(Date.now());

  const placed = await check('store accepts a visible order', [ready.store], async () => {
    const postedAt = performance.now();
    expectReply(await store.place(order, randomUUID()), 201);
    return { value: postedAt, detail: order.numero };
  });
  const shown = await check(
    'visible order is on the board',
    [ready.board, placed],
    async (board, postedAt) => {
      const heard = await board.hears(order.numero, withinMs);
      if (!heard) throw new CheckFailed(`${order.numero} did not come within ${withinMs / 1_000} s`);
      return { value: undefined, ms: heard.at - postedAt };
    },
  );
  if (shown.ok) {
    onShown(`${order.numero} is on the board for ${showMs / 1_000} s; Ctrl-C takes it off now`);
    await delay(showMs, undefined, { signal: interrupted }).catch(() => {});
  }
  await check('visible order is taken off', [ready.tickets, placed], async () => {
    // Somebody may have touched it meanwhile, as they would a real one: then its version is another.
    for (let tries = 1; ; tries += 1) {
      const [ticket] = expectReply(await tickets.listTickets({ numero: order.numero }), 200).tickets;
      if (!ticket) throw new CheckFailed(`it is not there yet; cancel ${order.numero} by hand when it comes`);
      if (ticket.estado === 'cancelado') return { value: undefined, detail: 'somebody has cancelled it' };
      const reply = await operator.cancel(ticket, randomUUID());
      if (reply.kind === 'reply' && reply.status === 200) return { value: undefined, detail: 'cancelled' };
      if (tries === 3) throw new CheckFailed(`${order.numero} is still there: ${describeReply(reply)}`);
    }
  });
}
