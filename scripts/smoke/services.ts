import { randomUUID } from 'node:crypto';
import { version } from '@relevo/service-kit';
import { createTicketsClient } from '@relevo/tickets-client';
import type { ServiceUnderTest } from './check-service.ts';
import type { Options } from './options.ts';
import { makeSmokeOrder } from './smoke-order.ts';
import { createStoreClient } from './store-client.ts';
import { wake } from './wake.ts';

const timeoutMs = 15_000;
const userAgent = `relevo-smoke/${version}`;

/** Both services, each with its client and what `checkService` asks. Both are being woken at once from here on. */
export function openServices(
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
  const ticketsAt = (apiKey: string) =>
    opened.use(createTicketsClient({ url: options.tickets, apiKey, timeoutMs, userAgent }));
  const awaken = (label: string, url: string) =>
    wake(url, {
      limitMs: options.waitMs,
      signal,
      onWaiting: (reason) => onWaiting(`waiting for the ${label} to wake up (${reason})`),
    });

  const store = storeAt(options.key);
  const tickets = ticketsAt(options.key);
  const stranger = ticketsAt(wrongKey);
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
    intrude: () => stranger.postTicket(fresh, once()),
    postIncomplete: () => tickets.postTicket(incomplete, once()),
  };
  const running = opened.move();
  return {
    store: { client: store, underTest: storeUnderTest },
    tickets: { client: tickets, underTest: ticketsUnderTest },
    [Symbol.dispose]: () => running.dispose(),
  };
}
