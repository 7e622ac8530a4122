import { setTimeout as pause } from 'node:timers/promises';
import type { Ticket } from '@relevo/contract';
import Database from 'better-sqlite3';
import type { Scene, SceneBoard } from './scene.ts';

/**
 * Waits until each board has all that the ticket service has at this moment.
 * @returns for each board how long that took, ms; Infinity where `limitMs` was not enough
 */
export async function awaitBoards(scene: Scene, limitMs: number): Promise<number[]> {
  const startedAt = performance.now();
  const goal = readVersions(scene.dir);
  const hasAll = ({ engine }: SceneBoard) => {
    if (engine.connection.value.kind !== 'en-vivo') return false;
    const held = engine.tickets.value;
    return goal.every(({ ticketId, version }) => (held.get(ticketId)?.version ?? 0) >= version);
  };
  return Promise.all(
    scene.boards.map(async (board) => {
      while (!hasAll(board)) {
        if (performance.now() - startedAt > limitMs) return Number.POSITIVE_INFINITY;
        await pause(20);
      }
      return Math.round(performance.now() - startedAt);
    }),
  );
}

/**
 * Waits until neither service has anything left to deliver and no board waits for an answer.
 * @returns how long that took, ms; Infinity where `limitMs` was not enough
 */
export async function awaitDrained({ services, boards }: Scene, limitMs: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const pending = await Promise.all(Object.values(services).map(({ url }) => pendingDeliveries(url)));
    const unanswered = boards.some(({ engine }) => engine.pendingCount.value > 0);
    if (!unanswered && pending.every((count) => count === 0))
      return Math.round(performance.now() - startedAt);
    if (performance.now() - startedAt > limitMs) return Number.POSITIVE_INFINITY;
    await pause(100);
  }
}

async function pendingDeliveries(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`);
  const count = /^relevo_deliveries\{estado="pendiente"\} (\d+)/m.exec(await response.text())?.[1];
  if (count === undefined) throw new Error('the metrics do not tell how many deliveries are pending');
  return Number(count);
}

type StoredTicket = { ticket: Ticket; caller: string };
/** An order, its delivery, and what the store was told of its ticket. */
type StoredOrder = {
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
function readVersions(dir: string): { ticketId: number; version: number }[] {
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
