import { hash, randomInt, randomUUID } from 'node:crypto';
import {
  type AcceptedReply,
  canonicalOrder,
  canonicalVersion,
  isOrderOfBefore,
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
import type { ConflictLog } from './conflicts.ts';
import type { Incoming, Order, OrderAges, Placed } from './order.ts';
import { deliverySummary } from './order-reply.ts';
import type { OrderRepository } from './order-repository.ts';

/** The name under which the outbox knows the ticket service. */
export const ticketsTarget = 'tickets';

type CheckoutDeps = {
  orders: OrderRepository;
  conflicts: Pick<ConflictLog, 'record'>;
  /** Counts an order that is refused because of another one. */
  onConflict: (taken: 'number' | 'key') => void;
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
export function createCheckout(deps: CheckoutDeps) {
  const { orders, conflicts, onConflict, queue, relay, clock, waitMs, shop } = deps;
  return async (
    body: unknown,
    request: CheckoutRequest,
  ): Promise<{ created: boolean; reply: PlacedReply }> => {
    const now = clock.now();
    const { trace, onWait, scopes, ...who } = request;
    const { order, avisos } = checkOrder(body, scopes, () => makeNumber(now, shop));
    const unsafe = order.madeHere && who.idempotencyKey === undefined;
    const warned =
      unsafe || avisos ? { avisos: [...(unsafe ? [notRepeatable] : []), ...(avisos ?? [])] } : {};
    const target = ticketsTarget;
    const { stored: placed, result } = await relay.deliver({
      target,
      waitMs,
      store: async (lease) => {
        const delivery = { target, key: randomUUID(), trace, lease };
        const incoming = { ...order, ...who, now, delivery };
        const first = await orders.place(incoming);
        if (first.kind !== 'conflict') return first;
        const again = isStoredBefore(body, first.order)
          ? await orders.place(asStored(incoming, first.order))
          : first;
        if (again.kind === 'conflict') await conflicts.record(incoming, again.order, again.over);
        return again;
      },
    });
    if (placed.kind === 'conflict') {
      onConflict(placed.over);
      throw conflict(placed, who.caller);
    }
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
 * Makes one delivery attempt: sends the stored body under the order's one key and in the name of its caller, says how old
 * the order is, and classifies the reply.
 *
 * A ticket service of a version before callers were relayed takes every order under the relay's own name. Its answer says no
 * `fuente`, and that order stays under that name: sent again under another, it would become a second ticket.
 * @param relayCaller the relay's own name
 */
export function createDeliverOrder(
  { client, ages, now }: { client: TicketsClient; ages: OrderAges; now: () => number },
  relayCaller: string,
) {
  return async (delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    const reply = await client.postTicket(delivery.payload, {
      idempotencyKey: delivery.key,
      ...delivery.trace,
      fuente: delivery.sender,
      ageMs: ages.ageOf(delivery),
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
  const order = {
    numero,
    sentAs: parsed.sentAs,
    madeHere: parsed.value.numero === null,
    fingerprints: { [canonicalVersion]: fingerprintOf(canonicalOrder(parsed.value)) },
    totalCentavos,
    body: deliveryBody({ ...parsed.body, numero }),
  };
  return { order, avisos: parsed.avisos };
}

function fingerprintOf(canonicalText: string): string {
  return hash('sha256', canonicalText, 'base64url');
}

/**
 * Whether a body is the order that a version before has stored. Only asked where it seems to be another one: to compare with
 * each version that may be stored would cost every order as much again.
 */
function isStoredBefore(body: unknown, order: Order): boolean {
  if (order.canonicalVersion >= canonicalVersion) return false;
  return isOrderOfBefore(body, order, (text) => fingerprintOf(text) === order.fingerprint);
}

/** An order under the fingerprint of a stored one that it was found to be. */
function asStored(incoming: Incoming, { canonicalVersion: version, fingerprint }: Order): Incoming {
  return { ...incoming, fingerprints: { ...incoming.fingerprints, [version]: fingerprint } };
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
