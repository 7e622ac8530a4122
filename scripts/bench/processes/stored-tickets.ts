import { parseTicketBody, searchText } from '@relevo/contract';
import Database from 'better-sqlite3';
import { newTicket } from '../../../apps/tickets/src/intake/accept-ticket.ts';
import { indexTickets } from '../../../apps/tickets/src/search/index-tickets.ts';
import { openTicketStorage } from '../../../apps/tickets/src/store/open-ticket-storage.ts';
import { anOrder, mark } from '../load/request-text.ts';

const openTickets = 500;
const dayMs = 24 * 3_600_000;
const yearMs = 365 * dayMs;

// The history of a shop: a year of delivered orders, none so late that the board still shows it, and the last few open.
const insertTickets = `
  WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < @count)
  INSERT INTO tickets
    (ticket_id, caller, numero, fingerprint, estado, version, smoke, created_at, updated_at, search, ticket)
  SELECT id, 'relay', 'W-' || id, 'h', iif(id > @closed, 'pendiente', 'entregado'), 1, 0,
    @from + id * @step, @from + id * @step,
    replace(@search, @mark, 'w-' || id),
    replace(replace(replace(@ticket, @mark, 'W-' || id), '"ticket_id":0', '"ticket_id":' || id),
      '"estado":"pendiente"', iif(id > @closed, '"estado":"pendiente"', '"estado":"entregado"'))
  FROM n`;
const insertEvents = `
  INSERT INTO events (seq, ticket_id, evento, accion, en, autor, a, ticket, received)
  SELECT ticket_id, ticket_id, 'nuevo_ticket', 'crear', created_at, 'relay', 'pendiente', ticket, '{}' FROM tickets`;
const moveStream = 'UPDATE stream SET head = @count, last_ticket_id = @count, last_intake_at = @now';

/** Makes the ticket service's database in `dir` with so many tickets in it, written in one go and not one by one. */
export async function storeTickets(dir: string, count: number): Promise<void> {
  const opened = await openTicketStorage(`file:${dir}/tickets.db`);
  await opened[Symbol.asyncDispose]();
  const parsed = parseTicketBody({ ...anOrder(), productos: anOrder().productos.slice(0, 2) });
  if (!parsed.ok) throw new Error('the order of the benchmark is not valid');
  const now = Date.now();
  const ticket = newTicket(parsed.value, { ticketId: 0, caller: 'relay', now: new Date(now).toISOString() });
  const from = now - yearMs - 3 * dayMs;

  const db = new Database(`${dir}/tickets.db`);
  db.pragma('synchronous = OFF'); // nobody has been promised anything yet
  db.pragma('journal_mode = OFF');
  db.pragma('cache_size = -256000');
  db.prepare(insertTickets).run({
    count,
    closed: count - openTickets,
    from,
    step: Math.floor(yearMs / count),
    mark,
    search: searchText(ticket),
    ticket: JSON.stringify(ticket),
  });
  db.prepare(insertEvents).run();
  while (db.transaction(() => indexTickets(db, { limit: 10_000 }))());
  db.prepare(moveStream).run({ count, now });
  db.pragma('journal_mode = WAL');
  db.close();
}
