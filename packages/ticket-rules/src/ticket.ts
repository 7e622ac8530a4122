import { toPesos } from './money.ts';
import {
  type FieldValue,
  type FirstFieldName,
  type Order,
  type OrderFieldName,
  orderFieldList,
  orderKey,
} from './order-fields.ts';

export type Driver = { id: number; nombre: string };

/** A product as it stands on a ticket: always an object; fields that the contract does not list are kept. */
export type TicketProduct = {
  nombre: string;
  cantidad: number;
  precio?: number | null;
  [field: string]: unknown;
};

type TicketValue<N extends OrderFieldName> = N extends 'productos' ? TicketProduct[] : FieldValue<N>;
/** The fields that came later: a ticket that was stored before lacks them. */
export type LaterFieldName = Exclude<OrderFieldName, FirstFieldName>;

/** A ticket as it goes over the wire and as it is stored: the fields of its order, and what work makes of it. */
export type Ticket = { [N in FirstFieldName]: TicketValue<N> } & {
  [N in LaterFieldName]?: TicketValue<N> | null;
} & {
  ticket_id: number;
  /** Who handed the order in. */
  fuente: string;
  repartidor: Driver | null;
  reconocido: boolean;
  version: number;
  fecha_creacion: string;
  actualizado_en: string;
  extra: Record<string, unknown>;
};

/** What can happen to a ticket, by the name of its event. */
export const ticketEventNames = ['nuevo_ticket', 'ticket_actualizado', 'ticket_asignado'] as const;
export type TicketEventName = (typeof ticketEventNames)[number];

/** The ticket that an accepted order becomes. `now` is an ISO time in UTC. */
export function newTicket(order: Order, made: { ticketId: number; caller: string; now: string }): Ticket {
  const values: Record<string, unknown> = order;
  const ticket: Record<string, unknown> = { ticket_id: made.ticketId, fuente: made.caller };
  for (const { name, kind, key } of keptFields)
    ticket[name] = kind === 'amount' ? toPesos(values[key] as number) : values[key];
  ticket.repartidor = null;
  ticket.reconocido = false;
  ticket.version = 1;
  ticket.fecha_creacion = made.now;
  ticket.actualizado_en = made.now;
  ticket.extra = order.extra;
  return ticket as Ticket;
}

const keptFields = orderFieldList.map((field) => ({ ...field, key: orderKey(field) }));

/** Orders with this `origen` are the smoke test's: they are tickets like any other, but no board shows them. */
export const smokeOrigin = 'smoke';

/** Who hands in the test orders, and what they say of where they come from. */
export const testCaller = 'tablero';
export const testOrigin = 'prueba';

/**
 * Whether a ticket came of somebody trying out the board. Both marks have to be there: a shop may call its own real
 * orders what it likes.
 */
export function isTestOrder({ fuente, origen }: Pick<Ticket, 'fuente' | 'origen'>): boolean {
  return fuente === testCaller && origen === testOrigin;
}
