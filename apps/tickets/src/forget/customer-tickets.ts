import type { Db } from '@relevo/storage';
import { type CustomerRef, isOpen, isOrderOf, type Ticket } from '@relevo/ticket-rules';

/** A ticket of a customer. */
export type CustomerTicket = { id: number; open: boolean; ticket: Ticket };

// Each page is a read of its own: one long read would keep the WAL from being emptied.
const selectPage = `
  SELECT ticket_id AS id, ticket FROM tickets
  WHERE ticket_id > @after AND forgotten_at IS NULL AND (@fuente IS NULL OR caller = @fuente)
  ORDER BY ticket_id LIMIT 1000`;

/**
 * Goes through all tickets and yields those of a customer, for the command line: there is no index by phone.
 * @param fuente of one caller only; null for all
 * @param onOther is shown every other ticket
 */
export function* ticketsOf(
  db: Db,
  { customer, fuente }: { customer: CustomerRef; fuente: string | null },
  onOther: (ticket: Ticket) => void = () => {},
): Generator<CustomerTicket> {
  const page = db.prepare<{ after: number; fuente: string | null }, { id: number; ticket: string }>(
    selectPage,
  );
  let after = 0;
  for (;;) {
    const rows = page.all({ after, fuente });
    for (const { id, ticket: json } of rows) {
      const ticket = JSON.parse(json) as Ticket;
      if (isOrderOf(ticket, customer)) yield { id, open: isOpen(ticket.estado), ticket };
      else onOther(ticket);
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Reads all that is kept of a ticket, for the customer whose data it is. */
export function ticketRecord(db: Db, { id, ticket }: CustomerTicket): Record<string, unknown> {
  const events = db
    .prepare<[number], EventRow>(
      'SELECT seq, en, autor, accion, de, a, motivo, received FROM events WHERE ticket_id = ? ORDER BY seq',
    )
    .all(id);
  const prints = db
    .prepare<[number], PrintRow>(
      'SELECT number, at, device, author FROM prints WHERE ticket_id = ? ORDER BY number',
    )
    .all(id);
  const received = events.find((event) => event.received !== null)?.received ?? null;
  return {
    ticket,
    recibido: received === null ? null : JSON.parse(received),
    historial: events.map(({ received: _received, en, ...event }) => ({ ...event, en: time(en) })),
    impresiones: prints.map(({ number, at, device, author }) => ({
      ...{ numero: number, en: time(at), dispositivo: device, autor: author },
    })),
  };
}

type EventRow = {
  seq: number;
  en: number;
  autor: string;
  accion: string;
  de: string | null;
  a: string | null;
  motivo: string | null;
  received: string | null;
};
type PrintRow = { number: number; at: number; device: string; author: string };

function time(ms: number): string {
  return new Date(ms).toISOString();
}
