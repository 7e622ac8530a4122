import type { Confirmation, State } from '@relevo/contract';
import type { Delivery, NewDelivery } from '@relevo/outbox';
import type { Placement } from '../placing/place-order.ts';

/** An order that came in, checked. Its `body` is the JSON that will be handed over. Times are epoch milliseconds. */
export type Incoming = {
  numero: string;
  /** Whether the number was made here because the shop gave none. */
  madeHere: boolean;
  caller: string;
  idempotencyKey: string | undefined;
  fingerprint: string;
  totalCentavos: number;
  body: string;
  now: number;
  delivery: Pick<NewDelivery, 'target' | 'key' | 'trace' | 'lease'>;
};

/** What the store knows of the order's ticket. */
export type TicketOfOrder = {
  ticketId: number;
  estado: State;
  driver: string | null;
  version: number | null;
  updatedAt: number;
};

export type Order = {
  numero: string;
  caller: string;
  fingerprint: string;
  totalCentavos: number;
  body: string;
  createdAt: number;
  deliveryId: number;
  ticket: TicketOfOrder | null;
};

export type Placed =
  | Exclude<Placement<Order>, { kind: 'new' }>
  | { kind: 'new'; order: Order; delivery: Delivery };

/** Port: orders, once each. Every read sees all that was committed before it. */
export type OrderStore = {
  /** Stores order and delivery in one transaction; resolves when they are on disk. */
  place(incoming: Incoming): Promise<Placed>;
  find(numero: string): Promise<Order | undefined>;
  /** The numbers of the orders that these deliveries carry. */
  numbersOf(deliveryIds: readonly number[]): Promise<Map<number, string>>;
  /** Takes over what the ticket service tells of a ticket; undefined where no such order exists. */
  confirm(
    numero: string,
    confirmation: Confirmation,
    now: number,
  ): Promise<{ order: Order; ignored: boolean } | undefined>;
};
