import { toPesos } from './money.ts';
import {
  type FieldValue,
  type FirstFieldName,
  type Order,
  type OrderFieldName,
  orderFieldList,
  orderKey,
  type Product,
} from './order-fields.ts';

export type Driver = { id: number; nombre: string };

/** A product on a ticket: always an object. Keeps fields that the contract does not list. */
export type TicketProduct = {
  nombre: string;
  cantidad: number;
  precio?: number | null;
  [field: string]: unknown;
};

/** The names under which shops send what a quantity is counted in. */
export const unitFields = ['unidad', 'unidad_medida', 'unidad_de_medida', 'uom', 'unit', 'measure'];
const pieces = /^(u|un|und?|uni|unid|uds?|unidad|unidades|unit|units|pz|pza|pieza|piezas)?\.?$/i;

/** What a product's quantity is counted in: `kg`. Undefined where it is counted in pieces, or no unit was sent. */
export function unitOf(product: { readonly [field: string]: unknown }): string | undefined {
  const { requested_quantity: asked } = product;
  const sent = asked && typeof asked === 'object' ? { ...product, ...asked } : product;
  for (const name of unitFields) {
    const unit = (sent as Record<string, unknown>)[name];
    if (typeof unit === 'string' && unit.length <= 20 && !pieces.test(unit.trim())) return unit.trim();
  }
}

type TicketValue<N extends OrderFieldName> = N extends 'productos' ? TicketProduct[] : FieldValue<N>;
/** The fields of later versions: a ticket that was stored before lacks them. */
export type LaterFieldName = Exclude<OrderFieldName, FirstFieldName>;

/** A ticket on the wire and in the database: the fields of its order, and its state. */
export type Ticket = { [N in FirstFieldName]: TicketValue<N> } & {
  [N in LaterFieldName]?: TicketValue<N> | null;
} & {
  ticket_id: number;
  /** Who posted the order. */
  fuente: string;
  repartidor: Driver | null;
  reconocido: boolean;
  version: number;
  /** When the order was placed: when the store took it. */
  fecha_creacion: string;
  /** When it came in here; the same as `fecha_creacion` where a version of before says nothing of it. See `arrivedAt`. */
  llegado_en?: string;
  actualizado_en: string;
  /** The fields of the order that nobody knows here. They are kept and answered, but not sent to boards. */
  extra?: Record<string, unknown>;
};

/** The names of a ticket's events. */
export const ticketEventNames = ['nuevo_ticket', 'ticket_actualizado', 'ticket_asignado'] as const;
export type TicketEventName = (typeof ticketEventNames)[number];

/** Makes the ticket of an accepted order. `now` and `placedAt`, which is `now` unless given, are ISO times in UTC. */
export function newTicket(
  order: Order,
  made: { ticketId: number; caller: string; now: string; placedAt?: string },
): Ticket {
  const values: Record<string, unknown> = order;
  const ticket: Record<string, unknown> = { ticket_id: made.ticketId, fuente: made.caller };
  for (const { name, kind, key } of keptFields)
    ticket[name] = kind === 'amount' ? toPesos(values[key] as number) : values[key];
  ticket.productos = order.productos.map(withoutTick);
  ticket.repartidor = null;
  ticket.reconocido = false;
  ticket.version = 1;
  ticket.fecha_creacion = made.placedAt ?? made.now;
  ticket.llegado_en = made.now;
  ticket.actualizado_en = made.now;
  ticket.extra = order.extra;
  return ticket as Ticket;
}

/** A field of a shop's own named like the tick of an item is kept under another name: nothing of a new order is made. */
function withoutTick(product: Product): TicketProduct {
  if (!('hecho' in product)) return product;
  const { hecho, ...item } = product;
  return { ...item, hecho_recibido: hecho };
}

const keptFields = orderFieldList.map((field) => ({ ...field, key: orderKey(field) }));

type Times = Pick<Ticket, 'fecha_creacion' | 'llegado_en'>;

/** Returns when an order came in, as an ISO time in UTC: what is new goes by this, and what is old by `fecha_creacion`. */
export function arrivedAt({ fecha_creacion, llegado_en }: Times): string {
  return llegado_en ?? fecha_creacion;
}

/** How long an order may be on its way to the board before that is news, in milliseconds: the relay's first retries. */
export const lateArrivalMs = 60_000;

/** Tells whether an order came in long after it was placed, as after an outage: its age is not the kitchen's doing. */
export function cameLate(ticket: Times): boolean {
  return Date.parse(arrivedAt(ticket)) - Date.parse(ticket.fecha_creacion) >= lateArrivalMs;
}

/** The `origen` of the smoke test's orders: they become tickets, but no board shows them. */
export const smokeOrigin = 'smoke';

/** The `fuente` and the `origen` of test orders. */
export const testCaller = 'tablero';
export const testOrigin = 'prueba';

/**
 * Tells whether somebody made this ticket only to try the board. Both marks are required: a shop may name its own real
 * orders as it likes.
 */
export function isTestOrder({ fuente, origen }: Pick<Ticket, 'fuente' | 'origen'>): boolean {
  return fuente === testCaller && origen === testOrigin;
}
