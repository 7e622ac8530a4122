import { setTimeout as pause } from 'node:timers/promises';
import type { Ticket } from '@relevo/contract';
import { metric } from '../../metrics.ts';
import { column, rows } from '../observe.ts';
import type { Scene, SceneBoard } from './scene.ts';

/**
 * Waits until each board has all that the ticket service has at this moment.
 * @returns for each board, the remote one and the driver's last, how long that took, ms; Infinity where `limitMs` was
 * not enough
 */
export async function awaitBoards(scene: Scene, limitMs: number): Promise<number[]> {
  const startedAt = performance.now();
  // Quick: the boards share this process, and are being timed.
  const goal = rows<{ ticketId: number; version: number; driverId: number | null; open: 0 | 1 }>(
    `${scene.dir}/tickets.db`,
    ticketVersions,
  );
  const hasAll = ({ engine }: Pick<SceneBoard, 'engine'>, driver?: number) => {
    if (engine.connection.value.kind !== 'live') return false;
    const held = engine.tickets.value;
    const mayLackClosed = scene.mayLackClosed();
    const isHeld = ({ ticketId, version, open }: (typeof goal)[number]) =>
      (held.get(ticketId)?.version ?? (mayLackClosed && !open ? version : 0)) >= version;
    return goal.every((row) => (driver !== undefined && row.driverId !== driver) || isHeld(row));
  };
  const { driver, remote } = scene.watched;
  const all = [...scene.boards, remote].map((board) => () => hasAll(board));
  return Promise.all(
    [...all, () => hasAll(driver, scene.people.driver.id)].map(async (isRight) => {
      while (!isRight()) {
        if (performance.now() - startedAt > limitMs) return Number.POSITIVE_INFINITY;
        await pause(20);
      }
      return Math.round(performance.now() - startedAt);
    }),
  );
}

const ticketVersions = `
  SELECT ticket_id AS ticketId, version, driver_id AS driverId, estado NOT IN ('entregado', 'cancelado') AS open
  FROM tickets`;

/**
 * Waits until neither service has anything left to deliver and no board waits for an answer.
 * @returns how long that took, ms; Infinity where `limitMs` was not enough
 */
export async function awaitDrained({ services, boards }: Scene, limitMs: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const pending = await Promise.all(
      Object.values(services).map(({ url }) => metric(url, 'relevo_deliveries{estado="pendiente"}')),
    );
    const unanswered = boards.some(({ engine }) => engine.pendingCount.value > 0);
    if (!unanswered && pending.every((count) => count === 0))
      return Math.round(performance.now() - startedAt);
    if (performance.now() - startedAt > limitMs) return Number.POSITIVE_INFINITY;
    await pause(100);
  }
}

type StoredTicket = { ticket: Ticket; caller: string };
/** An order, its delivery, and what the store was told of its ticket. */
type StoredOrder = {
  numero: string;
  caller: string;
  name: string;
  /** The order as it is kept, which is how it is handed on. */
  body: Record<string, unknown>;
  delivery: string;
  ticketId: number | null;
  estado: string | null;
  version: number | null;
};
/** A line of the history, with the ticket as it then was. `cmdId`: of the command that it is the doing of. */
export type HistoryLine = {
  seq: number;
  ticketId: number;
  evento: string;
  accion: string;
  autor: string;
  de: string | null;
  a: string | null;
  motivo: string | null;
  driverId: number | null;
  cmdId: string | null;
  ticket: Ticket;
};
export type StoredState = {
  tickets: StoredTicket[];
  orders: StoredOrder[];
  /** All lines of the log, in their order. */
  history: HistoryLine[];
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
  const [tickets, store] = [`${dir}/tickets.db`, `${dir}/store.db`];
  const [counted] = rows<{ n: number }>(tickets, `SELECT count(*) AS n FROM events WHERE accion <> 'crear'`);
  const [log] = rows<StoredState['log']>(tickets, logBounds);
  return {
    tickets: rows<{ ticket: string; caller: string }>(tickets, 'SELECT ticket, caller FROM tickets').map(
      ({ ticket, caller }) => ({ ticket: JSON.parse(ticket), caller }),
    ),
    orders: rows<Omit<StoredOrder, 'body'> & { body: string }>(store, ordersWithDelivery).map((order) => {
      const body = JSON.parse(order.body);
      return { ...order, body, name: body.cliente_nombre };
    }),
    history: rows<Omit<HistoryLine, 'ticket'> & { ticket: string }>(tickets, historyLines).map((line) => ({
      ...line,
      ticket: JSON.parse(line.ticket),
    })),
    changed: column<string>(tickets, `SELECT cmd_id FROM commands WHERE kind = 'changed'`),
    changes: counted?.n ?? 0,
    log: log ?? { lines: 0, first: 1, last: 0, head: 0 },
    attempts: countAttempts([store, tickets].flatMap((file) => rows<Attempt>(file, attemptsByResult))),
  };
}

const ordersWithDelivery = `
  SELECT numero, caller, body, state AS delivery, ticket_id AS ticketId, ticket_estado AS estado, ticket_version AS version
  FROM orders JOIN outbox_deliveries ON id = delivery_id`;
const historyLines = `
  SELECT e.seq, e.ticket_id AS ticketId, evento, accion, autor, de, a, motivo, driver_id AS driverId,
    cmd_id AS cmdId, ticket
  FROM events e LEFT JOIN commands c ON c.seq = e.seq AND c.kind = 'changed' ORDER BY e.seq`;
const logBounds = `
  SELECT count(*) AS lines, coalesce(min(seq), 1) AS first, coalesce(max(seq), 0) AS last,
    (SELECT head FROM stream) AS head FROM events`;
const attemptsByResult = `
  SELECT result, status, detail, count(*) AS n FROM outbox_attempts GROUP BY result, status, detail`;

type Attempt = { result: string; status: number | null; detail: string | null; n: number };

function countAttempts(attempts: readonly Attempt[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { result, status, detail, n } of attempts) {
    const code = /\(([A-Z_]+)\)/.exec(detail ?? '')?.[1];
    const name = `${result} ${status ?? code ?? ''}`.trim();
    counts[name] = (counts[name] ?? 0) + n;
  }
  return counts;
}
