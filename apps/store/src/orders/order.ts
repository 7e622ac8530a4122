import type { State } from '@relevo/contract';
import type { Delivery, NewDelivery } from '@relevo/outbox';

/** An order as it is stored. `body` is the JSON that is delivered. Times are epoch milliseconds. */
export type Order = {
  numero: string;
  /** Whose order it is: the caller whose key posted it. */
  caller: string;
  /** Under which name the ticket service has it: the caller's, but for an order from before callers were relayed. */
  fuente: string;
  /** The hash of its canonical form, of the version `canonicalVersion`. */
  fingerprint: string;
  canonicalVersion: number;
  totalCentavos: number;
  body: string;
  createdAt: number;
  deliveryId: number;
  ticket: TicketOfOrder | null;
};

/** Which order a number means: that of the caller who posted it, or the one that the ticket service has from a `fuente`. */
export type OrderRef = { numero: string } & ({ caller: string } | { fuente: string });

/** What the store knows of the order's ticket. */
export type TicketOfOrder = {
  ticketId: number;
  estado: State;
  driver: string | null;
  version: number | null;
  updatedAt: number;
};

/** An order's fingerprint under versions of the canonical form. Under a version that is not there it is like no other. */
export type Fingerprints = Readonly<Record<number, string>>;

/** A valid order that is not stored yet. */
export type Incoming = {
  numero: string;
  /** The number as it was sent, where that is spelled otherwise: a version before may have stored it so. */
  sentAs?: string;
  /** True if the store made the number because the shop gave none. */
  madeHere: boolean;
  caller: string;
  idempotencyKey: string | undefined;
  fingerprints: Fingerprints;
  totalCentavos: number;
  body: string;
  now: number;
  delivery: Pick<NewDelivery, 'target' | 'key' | 'trace' | 'lease'>;
};

/** What came of storing an order. */
export type Placed =
  | (Exclude<Placement<Order>, { kind: 'new' }> & { delivery?: undefined })
  | { kind: 'new'; order: Order; delivery: Delivery };

type StoredOrder = Pick<Order, 'numero' | 'caller' | 'fingerprint' | 'canonicalVersion'>;

type Placement<O extends StoredOrder> =
  | { kind: 'new' }
  | { kind: 'same'; order: O }
  | { kind: 'conflict'; order: O; over: 'number' | 'key' };

/**
 * Decides whether an order is new, the same one again, or another one under a number or an idempotency key that is taken.
 *
 * @param incoming.numero undefined if the shop gave none: then only the key can tell that the order was here before
 * @param incoming.sentAs see `Incoming`
 * @param stored.byNumber the caller's own order, or else one of another caller that the ticket service has under this
 *   caller's name: the number is taken there, so that a second order would become the first one's ticket
 */
export function placeOrder<O extends StoredOrder>(
  incoming: { numero: string | undefined; sentAs?: string; caller: string; fingerprints: Fingerprints },
  stored: { byKey: O | undefined; byNumber: O | undefined },
): Placement<O> {
  const { byKey, byNumber } = stored;
  // By the version that the order was stored with: a field that is younger than that does not count.
  const isSame = ({ canonicalVersion, fingerprint }: O) =>
    incoming.fingerprints[canonicalVersion] === fingerprint;
  if (byKey) {
    const sameNumber =
      [undefined, byKey.numero].includes(incoming.numero) || incoming.sentAs === byKey.numero;
    const same = sameNumber && isSame(byKey);
    return same ? { kind: 'same', order: byKey } : { kind: 'conflict', order: byKey, over: 'key' };
  }
  if (byNumber) {
    return byNumber.caller === incoming.caller && isSame(byNumber)
      ? { kind: 'same', order: byNumber }
      : { kind: 'conflict', order: byNumber, over: 'number' };
  }
  return { kind: 'new' };
}

/** How old orders are, whatever the machine's clock does meanwhile. */
export type OrderAges = {
  /** Notes the moment at which an order is taken. @param now epoch ms, under which the order will be stored */
  begin(now: number): { stored(deliveryId: number): void };
  /** How long ago the order of a delivery was taken, in milliseconds. Never negative. */
  ageOf(delivery: Pick<Delivery, 'id' | 'createdAt'>): number;
};

// The clocks of a healthy machine drift apart by less in hours: this is what one jump costs at most.
const jumpMs = 1_000;
const jumpsKept = 1_000;

/**
 * Makes the ages of orders. For those that this process has taken they are reckoned with the clock that was valid then: the
 * wall clock may have jumped since. Of orders from before its start it knows the wall clock's time only. It keeps nothing
 * for each order, only from which delivery on the wall clock was another.
 * @param clocks `now` in epoch ms; `monotonic` in ms since any moment, never set
 */
export function createOrderAges({ now, monotonic }: { now(): number; monotonic(): number }): OrderAges {
  /** What the wall clock said when `monotonic` was 0, for the orders from one delivery on. */
  const readings: { fromId: number; zeroAt: number }[] = [];
  return {
    begin(at) {
      const zeroAt = at - monotonic();
      return {
        stored(deliveryId) {
          const last = readings.at(-1);
          if (last && Math.abs(last.zeroAt - zeroAt) < jumpMs) return;
          readings.push({ fromId: deliveryId, zeroAt });
          if (readings.length > jumpsKept) readings.shift();
        },
      };
    },
    ageOf({ id, createdAt }) {
      const reading = readings.findLast(({ fromId }) => fromId <= id);
      const wouldBe = reading ? reading.zeroAt + monotonic() : now();
      return Math.max(0, wouldBe - createdAt);
    },
  };
}
