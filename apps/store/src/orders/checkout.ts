import { hash, randomInt, randomUUID } from 'node:crypto';
import {
  type AcceptedReply,
  canonicalOrder,
  canonicalVersions,
  missingScope,
  type PlacedReply,
  parseOrderBody,
  type Scope,
  type ShopClock,
  shopDayOf,
  toPesos,
} from '@relevo/contract';
import {
  type AttemptRecord,
  classifyReply,
  type Delivery,
  type DeliveryQueue,
  type Outcome,
  type Relay,
} from '@relevo/outbox';
import { bodyLimitBytes, HttpProblem, outOfScope, tooLarge } from '@relevo/service-kit';
import type { TicketsClient } from '@relevo/tickets-client/one-attempt';
import type { DeliveredTicket } from '../confirmations/confirmation.ts';
import type { Fingerprints, Order, Placed } from './order.ts';
import { deliverySummary } from './order-reply.ts';
import type { OrderRepository } from './order-repository.ts';

/** The name under which the outbox knows the ticket service. */
export const ticketsTarget = 'tickets';

type CheckoutDeps = {
  orders: OrderRepository;
  queue: DeliveryQueue;
  relay: Relay;
  clock: { now(): number };
  /** How long an answer waits for the first delivery attempt, in milliseconds. */
  waitMs: number;
  /** By which the days in numbers are counted that the store makes. */
  shop: ShopClock;
};

type CheckoutRequest = {
  caller: string;
  /** What the caller's key may do. */
  scopes: ReadonlySet<Scope>;
  idempotencyKey: string | undefined;
  trace: { requestId: string; traceparent: string };
  /** Called when the order is on disk and only waits for its first attempt. The result is called when it goes on. */
  onWait?: () => () => void;
};

export type Checkout = ReturnType<typeof createCheckout>;

/**
 * Makes the function that takes an order. Once the order is on disk it will be delivered, whatever happens to this process.
 *
 * @throws HttpProblem 400 for a body with faults, 403 for one that the key may not send, 409 for another order under the
 * same number or key
 */
export function createCheckout({ orders, queue, relay, clock, waitMs, shop }: CheckoutDeps) {
  return async (
    body: unknown,
    request: CheckoutRequest,
  ): Promise<{ created: boolean; reply: PlacedReply }> => {
    const now = clock.now();
    const { trace, onWait, scopes, ...who } = request;
    const { incoming, avisos } = checkOrder(body, scopes, () => makeNumber(now, shop));
    const unsafe = incoming.madeHere && who.idempotencyKey === undefined;
    const warned =
      unsafe || avisos ? { avisos: [...(unsafe ? [notRepeatable] : []), ...(avisos ?? [])] } : {};
    const target = ticketsTarget;
    const { stored: placed, result } = await relay.deliver({
      target,
      waitMs,
      store: (lease) =>
        orders.place({ ...incoming, ...who, now, delivery: { target, key: randomUUID(), trace, lease } }),
    });
    if (placed.kind === 'conflict') throw conflict(placed, who.caller);
    if (placed.kind === 'new') {
      const goOn = onWait?.();
      const first = await result;
      goOn?.();
      const reply = first && deliveredReply(placed.order, first);
      if (reply) return { created: true, reply: Object.assign(reply, warned) };
    }
    return { created: placed.kind === 'new', reply: Object.assign(await toReply(placed), warned) };
  };

  async function toReply({ kind, order }: Placed): Promise<PlacedReply> {
    const [delivery, current] = await Promise.all([queue.find(order.deliveryId), orders.find(order)]);
    return {
      exito: true,
      numero: order.numero,
      total: toPesos(order.totalCentavos),
      entrega: deliverySummary(delivery, current?.ticket ?? order.ticket),
      idempotent: kind !== 'new',
    };
  }
}

// Exactly once depends on it, and the shop finds out when a timeout has doubled its first order.
const notRepeatable = {
  campo: 'numero',
  mensaje:
    'no vino, y tampoco Idempotency-Key: este mismo pedido, mandado otra vez, sería otro. Mande uno de los dos',
};

/**
 * Makes one delivery attempt: sends the stored body under the order's one key and in the name of its caller, and classifies
 * the reply.
 *
 * A ticket service of a version before callers were relayed takes every order under the relay's own name. Its answer says no
 * `fuente`, and that order stays under that name: sent again under another, it would become a second ticket.
 * @param relayCaller the relay's own name
 */
export function createDeliverOrder(client: TicketsClient, relayCaller: string, now: () => number) {
  return async (delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    const reply = await client.postTicket(delivery.payload, {
      idempotencyKey: delivery.key,
      ...delivery.trace,
      fuente: delivery.sender,
      signal,
    });
    const outcome = classifyReply(reply, now());
    if (outcome.kind !== 'delivered') return outcome;
    const ticket = outcome.result as DeliveredTicket;
    const keptAs = ticket.fuente ?? relayCaller;
    return keptAs === delivery.sender ? outcome : { ...outcome, result: { ...ticket, keptAs } };
  };
}

/** Makes the answer after a first attempt that delivered the order. The record has all it needs, so nothing is read back. */
function deliveredReply({ numero, totalCentavos }: Order, record: AttemptRecord): PlacedReply | undefined {
  if (record.outcome.kind !== 'delivered') return undefined;
  const { ticket_id } = record.outcome.result as AcceptedReply;
  return {
    exito: true,
    numero,
    total: toPesos(totalCentavos),
    entrega: { id: record.deliveryId, estado: 'entregada', intentos: 1, ticket_id },
    idempotent: false,
  };
}

function checkOrder(body: unknown, scopes: ReadonlySet<Scope>, makeNumber: () => string) {
  const parsed = parseOrderBody(body);
  if (!parsed.ok) {
    throw new HttpProblem('datos-invalidos', 'El pedido tiene datos que faltan o no son válidos.', {
      errores: parsed.errores,
      extra: parsed.avisos && { avisos: parsed.avisos },
    });
  }
  const missing = missingScope(parsed.value, scopes);
  if (missing) throw outOfScope(missing.scope, missing.field);
  const { totalCentavos } = parsed.value;
  const numero = parsed.value.numero ?? makeNumber();
  const incoming = {
    numero,
    madeHere: parsed.value.numero === null,
    fingerprints: fingerprintsOf(parsed.value),
    totalCentavos,
    body: deliveryBody({ ...(body as object), numero }),
  };
  return { incoming, avisos: parsed.avisos };
}

function fingerprintsOf(order: Parameters<typeof canonicalOrder>[0]): Fingerprints {
  return Object.fromEntries(
    canonicalVersions.map((version) => [
      version,
      hash('sha256', canonicalOrder(order, version), 'base64url'),
    ]),
  );
}

// The body may be longer than the one that came in: by the number, or because the shop wrote 1e15. The ticket service has
// the same limit.
function deliveryBody(order: object): string {
  const text = JSON.stringify(order);
  if (Buffer.byteLength(text) > bodyLimitBytes) throw tooLarge(bodyLimitBytes);
  return text;
}

function conflict({ order, over }: Extract<Placed, { kind: 'conflict' }>, caller: string): HttpProblem {
  const detail =
    over === 'number'
      ? `El número ${order.numero} ya existe con otro pedido.`
      : `La clave de idempotencia ya se usó con otro pedido (${order.numero}).`;
  // The ticket of another caller's order is not this caller's business.
  const ticket = order.caller === caller && order.ticket && { ticket_id: order.ticket.ticketId };
  return new HttpProblem('numero-en-conflicto', detail, { extra: { numero: order.numero, ...ticket } });
}

// Without 0/O and 1/I: people read these numbers out over the telephone.
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Makes a number for an order that came without one: `PED-YYYYMMDD-XXXXXXXX`, the shop's day. `now` in epoch ms. */
export function makeNumber(now: number, shop: ShopClock): string {
  const day = shopDayOf(now, shop).replaceAll('-', '');
  const tail = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  return `PED-${day}-${tail}`;
}
