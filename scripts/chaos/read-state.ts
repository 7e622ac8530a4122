import type { Ticket } from '@relevo/contract';
import Database from 'better-sqlite3';

export type StoredTicket = { ticket: Ticket; caller: string };
/** An order, its delivery, and what the store was told of its ticket. */
export type StoredOrder = {
  numero: string;
  name: string;
  delivery: string;
  ticketId: number | null;
  estado: string | null;
  version: number | null;
};
export type StoredState = {
  tickets: StoredTicket[];
  orders: StoredOrder[];
  /** Ids of the commands that changed a ticket. */
  changed: string[];
  /** How many lines the log has that are not the coming of a ticket. */
  changes: number;
  /** The log: how many lines it has, its first and its last number. */
  log: { lines: number; first: number; last: number; head: number };
  /** What the attempts of both relays came to, by their words, and how often. */
  attempts: Record<string, number>;
};

/** What both databases hold, read from their files. */
export function readState(dir: string): StoredState {
  using tickets = openFile(`${dir}/tickets.db`);
  using store = openFile(`${dir}/store.db`);
  const rows = tickets.all<{ ticket: string; caller: string }>('SELECT ticket, caller FROM tickets');
  const orders = store.all<StoredOrder & { body: string }>(`
    SELECT numero, body, state AS delivery, ticket_id AS ticketId, ticket_estado AS estado, ticket_version AS version
    FROM orders JOIN outbox_deliveries ON id = delivery_id`);
  const changed = tickets.all<{ cmd_id: string }>(`SELECT cmd_id FROM commands WHERE kind = 'changed'`);
  const [counted] = tickets.all<{ n: number }>(`SELECT count(*) AS n FROM events WHERE accion <> 'crear'`);
  const [log] = tickets.all<StoredState['log']>(`
    SELECT count(*) AS lines, coalesce(min(seq), 1) AS first, coalesce(max(seq), 0) AS last,
      (SELECT head FROM stream) AS head FROM events`);
  return {
    tickets: rows.map(({ ticket, caller }) => ({ ticket: JSON.parse(ticket), caller })),
    orders: orders.map(({ body, ...order }) => ({ ...order, name: JSON.parse(body).cliente_nombre })),
    changed: changed.map(({ cmd_id }) => cmd_id),
    changes: counted?.n ?? 0,
    log: log ?? { lines: 0, first: 1, last: 0, head: 0 },
    attempts: countAttempts([...store.all<Attempt>(attempts), ...tickets.all<Attempt>(attempts)]),
  };
}

/** Which tickets there are, in which version. Quick: the boards share this process, and are being timed. */
export function readVersions(dir: string): { ticketId: number; version: number }[] {
  using tickets = openFile(`${dir}/tickets.db`);
  return tickets.all('SELECT ticket_id AS ticketId, version FROM tickets');
}

type Attempt = { result: string; status: number | null; detail: string | null; n: number };
const attempts = `
  SELECT result, status, detail, count(*) AS n FROM outbox_attempts GROUP BY result, status, detail`;

function countAttempts(rows: Attempt[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { result, status, detail, n } of rows) {
    const code = /\(([A-Z_]+)\)/.exec(detail ?? '')?.[1];
    const name = `${result} ${status ?? code ?? ''}`.trim();
    counts[name] = (counts[name] ?? 0) + n;
  }
  return counts;
}

function openFile(file: string) {
  const db = new Database(file, { readonly: true });
  return {
    all: <T>(sql: string) => db.prepare(sql).all() as T[],
    [Symbol.dispose]: () => db.close(),
  };
}
