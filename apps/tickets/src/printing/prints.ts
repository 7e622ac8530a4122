import type { Person, Print, PrintReply, Ticket } from '@relevo/contract';
import { type Db, prepared } from '@relevo/storage/procedures';
import { seesTicket, viewOf } from '../event-log/view.ts';

export type PrintInput = { ticketId: number; print: Print; person: Person; now: number };

/** The outcome. `unknown`: no such ticket for this person; `taken`: the print id belongs to another ticket. */
export type PrintOutcome = { kind: 'answered'; reply: PrintReply } | { kind: 'unknown' } | { kind: 'taken' };

type Recorded = { ticketId: number; number: number; author: string; at: number };

const selectTicket = 'SELECT ticket FROM tickets WHERE ticket_id = ?';
const selectPrint = `
  SELECT ticket_id AS ticketId, number, author, at FROM prints WHERE print_id = ?`;
const selectFirst = `
  SELECT ticket_id AS ticketId, number, author, at FROM prints WHERE ticket_id = ? AND number = 1`;
const selectCount = 'SELECT count(*) AS count FROM prints WHERE ticket_id = ?';
const insertPrint = `
  INSERT INTO prints (print_id, ticket_id, number, automatic, device, author, author_id, at)
  VALUES (@id, @ticketId, @number, @automatic, @device, @author, @authorId, @now)`;

/** Records that a ticket is printed, once per print id. An automatic print is granted only to the first device. */
export function recordPrint(db: Db, { ticketId, print, person, now }: PrintInput): PrintOutcome {
  const row = prepared(db, selectTicket).get(ticketId) as { ticket: string } | undefined;
  // A driver must not learn that other tickets exist.
  if (!row || !seesTicket(viewOf(person), JSON.parse(row.ticket) as Ticket, now)) return { kind: 'unknown' };

  const known = prepared(db, selectPrint).get(print.id) as Recorded | undefined;
  if (known && known.ticketId !== ticketId) return { kind: 'taken' };
  const first = prepared(db, selectFirst).get(ticketId) as Recorded | undefined;
  if (known) return answer(known, first);

  const { count } = prepared(db, selectCount).get(ticketId) as { count: number };
  if (print.automatica && first) return refuse(count, first);
  const number = count + 1;
  prepared(db, insertPrint).run({
    id: print.id,
    ticketId,
    number,
    now,
    automatic: print.automatica ? 1 : 0,
    device: print.dispositivo,
    author: person.nombre,
    authorId: person.id,
  });
  return answer({ ticketId, number, author: person.nombre, at: now }, first);
}

function answer({ number, at }: Recorded, first: Recorded | undefined): PrintOutcome {
  const isReprint = number > 1;
  return {
    kind: 'answered',
    reply: {
      concedida: true,
      numero_de_impresion: number,
      reimpresion: isReprint,
      en: timeOf(at),
      primera: isReprint && first ? { en: timeOf(first.at), autor: first.author } : null,
    },
  };
}

function refuse(count: number, first: Recorded): PrintOutcome {
  return {
    kind: 'answered',
    reply: {
      concedida: false,
      numero_de_impresion: count,
      reimpresion: true,
      en: null,
      primera: { en: timeOf(first.at), autor: first.author },
    },
  };
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
