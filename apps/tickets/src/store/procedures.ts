import type { Ticket } from '@relevo/contract';
import { isTestOrder, searchText, smokeOrigin } from '@relevo/contract/rules';
import { outboxProcedures } from '@relevo/outbox/procedures';
import { type Db, prepared } from '@relevo/storage/procedures';
import { settingsProcedures } from '../board-settings/procedures.ts';
import { acceptTicket, fingerprintOf, newTicket } from '../intake/accept-ticket.ts';
import { peopleProcedures } from '../people/procedures.ts';
import { recordPrint } from '../printing/record-print.ts';
import { indexTickets } from '../search/index-tickets.ts';
import { runCommand } from '../work/run-command.ts';
import { appendEvent, takeNumbers } from './append-event.ts';
import { markHead, recognizeFile } from './recognize-file.ts';
import type { Accepted, AcceptedTicket, Incoming } from './ticket-store.ts';

/** What the writer thread can do. Each runs in one transaction with its log event. */
export const procedures = {
  accept,
  command: runCommand,
  recordPrint,
  recognizeFile,
  markHead,
  indexTickets,
  ...peopleProcedures,
  ...settingsProcedures,
  ...outboxProcedures(),
};
export type TicketProcedures = typeof procedures;

type StoredRow = { ticket_id: number; fingerprint: string; ticket: string };

const findByNumber = `
  SELECT ticket_id, fingerprint, ticket FROM tickets WHERE caller = ? AND numero = ?`;

const insertTicket = `
  INSERT INTO tickets
    (ticket_id, caller, numero, fingerprint, estado, version, smoke, created_at, updated_at, search, ticket)
  VALUES
    (@ticketId, @caller, @numero, @fingerprint, @estado, 1, @smoke, @now, @now, @search, @ticket)`;

function accept(db: Db, incoming: Incoming): Accepted {
  const { order, caller, received, now } = incoming;
  // Here and not where it was checked: this thread has more time to spare.
  const fingerprint = fingerprintOf(order);
  const row = prepared(db, findByNumber).get(caller, order.numero) as StoredRow | undefined;
  const decision = acceptTicket(
    row && { ticketId: row.ticket_id, fingerprint: row.fingerprint },
    fingerprint,
  );
  if (decision.kind !== 'new' && row)
    return { kind: decision.kind, ticket: toAccepted(JSON.parse(row.ticket)) };

  const smoke = order.origen === smokeOrigin;
  // Neither says that the shop's till still hands over its orders.
  const fromShop = !smoke && !isTestOrder({ fuente: caller, origen: order.origen });
  const { seq, ticketId } = takeNumbers(db, { newTicket: true, intakeAt: fromShop ? now : null });
  const ticket = newTicket(order, { ticketId, caller, now: new Date(now).toISOString() });
  const json = JSON.stringify(ticket);
  prepared(db, insertTicket).run({
    ticketId,
    caller,
    numero: order.numero,
    fingerprint,
    estado: order.estado,
    smoke: smoke ? 1 : 0,
    now,
    search: searchText(ticket),
    ticket: json,
  });
  appendEvent(db, {
    seq,
    ticketId,
    evento: 'nuevo_ticket',
    accion: 'crear',
    en: now,
    autor: caller,
    authorId: null,
    driverId: null,
    formerDriverId: null,
    de: null,
    a: order.estado,
    motivo: null,
    ticket: json,
    received,
  });
  return { kind: 'new', ticket: toAccepted(ticket) };
}

function toAccepted(ticket: Ticket): AcceptedTicket {
  const { ticket_id, numero, estado, prioridad, repartidor, fecha_creacion, cliente_nombre, total } = ticket;
  return { ticket_id, numero, estado, prioridad, repartidor, fecha_creacion, cliente_nombre, total };
}
