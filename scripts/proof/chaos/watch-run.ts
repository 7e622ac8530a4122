import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ticket } from '@relevo/contract';
import { type StalledBoard, type StalledHeard, stalledBoard } from '@relevo/testkit/boards';
import type { Line } from '@relevo/testkit/people';
import { rows } from '../observe.ts';
import type { Scene } from './scene.ts';

/**
 * How long a board may be behind and call itself live, ms. By board/1 it hears a position every 5 s and says so after 10 s
 * without one; a position ahead of it has a second to settle. The rest is for looking.
 */
export const behindLimitMs = 13_000;

/** A line of the log as the watch reads it. `name`: the customer's, where a ticket came in. */
export type LogEntry = {
  seq: number;
  ticketId: number;
  version: number;
  driverId: number | null;
  open: boolean | number;
  caller: string;
  name: string | null;
};

type Look = { live: boolean; mayLackClosed?: boolean; versionOf(ticketId: number): number };

/**
 * Watches one board for tickets that it lacks while it says that it is live. Only the time counts in which it says so: a
 * board that says that it is not up to date may lack anything.
 * @param driverId of a driver's board: it gets only their tickets
 */
export function createBehindWatch(name: string, { driverId }: { driverId?: number } = {}) {
  const lacking = new Map<number, { version: number; since: number; open: boolean }>();
  const found: string[] = [];
  let before: { at: number; live: boolean } | undefined;
  let liveMs = 0;
  let toldMs = 0;

  return {
    found,
    /** For how long it said that it is not up to date, and lacked something, ms. */
    toldMs: () => toldMs,
    /** What the log has beyond what was heard of so far. */
    logged(entries: readonly LogEntry[]): void {
      for (const { ticketId, version, driverId: driver, open } of entries) {
        // Taken from the driver: their board need not have it any more.
        if (driverId !== undefined && driver !== driverId) lacking.delete(ticketId);
        else
          lacking.set(ticketId, {
            version,
            open: Boolean(open),
            since: lacking.get(ticketId)?.since ?? liveMs,
          });
      }
    },
    /** @param now ms */
    look(now: number, { live, mayLackClosed = false, versionOf }: Look): void {
      // A look that comes late was held up by this process, and so was the board.
      const passed = before ? Math.min(now - before.at, 1_000) : 0;
      if (live && before?.live) liveMs += passed;
      before = { at: now, live };
      for (const [ticketId, { version, since, open }] of lacking) {
        const held = versionOf(ticketId);
        if (held >= version || (held === 0 && !open && mayLackClosed)) lacking.delete(ticketId);
        else if (liveMs - since > behindLimitMs) {
          found.push(`${name}: live without ticket ${ticketId} v${version}`);
          lacking.delete(ticketId);
        }
      }
      if (!live && lacking.size > 0) toldMs += passed;
    },
  };
}

/**
 * What a board that reads nothing until the end finds then: whatever is left out must show, by a number before that it
 * does not have, by a position ahead of it, or by the end of the connection.
 */
export function slowBoardFaults({ heard, closed }: ReadLate, head: number): string[] {
  const events = heard.filter(({ name }) => name !== 'posicion' && name !== 'ajustes' && name !== 'ack');
  const hiding = events.filter(({ body }) => body.prev !== body.seq - 1);
  const last = Math.max(0, ...heard.map(({ body }) => body.head ?? body.seq ?? 0));
  return [
    ...hiding.map(({ body }) => `event ${body.seq} says that it follows ${body.prev}`),
    ...(closed || last >= head ? [] : [`told of ${last} last, the log is at ${head}`]),
  ];
}

export type ReadLate = { heard: readonly StalledHeard[]; closed: boolean };

/** What a process uses: resident memory in MiB and open descriptors. Zeros where it is no more. */
type Usage = { memory: number; descriptors: number };
export type Vitals = {
  /** The most memory seen, MiB. */
  memory: number;
  /** Open descriptors: as the run began, the most, and when all is handed on. */
  descriptors: { before: number; most: number; after: number };
};

export type Watched = {
  'behind and called live': string[];
  'heard after revoked': string[];
  'slow board misled': string[];
  /** For how long all boards said that they are not up to date while they were not, ms. */
  saidBehindMs: number;
  vitals: Record<keyof Scene['services'], Vitals>;
  /** How long each order was seen to wait in the store before it was a ticket, ms; no finer than the looks. */
  deliveredMs: number[];
};

const everyMs = 250;
// The remote board is cut off for longer than a board may keep silent, in each way, and flows for long enough to catch up.
const cutOffMs = 20_000;
const flowMs = 4_000;
const slowReadsMs = 20_000;
// Long enough for a service to see that the lines have hung up.
const hungUpMs = 1_000;

/** Watches boards, somebody who is sent away, and both processes, until it is told that the run is over. */
export function watchRun(scene: Scene, { revokeAfterMs }: { revokeAfterMs: number }) {
  const { services, watched, people } = scene;
  const storedAt = new Map<string, number>();
  const deliveredMs: number[] = [];
  const boards = [
    ...scene.boards.map(({ engine }, at) => ({ engine, watch: createBehindWatch(`board ${at}`) })),
    { engine: watched.remote.engine, watch: createBehindWatch('the remote board') },
    {
      engine: watched.driver.engine,
      watch: createBehindWatch('the driver’s board', { driverId: people.driver.id }),
    },
  ];
  const usage = { store: usageOf(services.store.pid), tickets: usageOf(services.tickets.pid) };
  const vitals: Watched['vitals'] = { store: asVitals(usage.store), tickets: asVitals(usage.tickets) };
  const healed = new AbortController();
  const over = new AbortController();
  let [orderId, seq] = [0, 0];

  function look(): void {
    const now = performance.now();
    // The orders first: what is a ticket by the second reading was an order by then.
    const orders = newRows<StoredOrder>(
      `${scene.dir}/store.db`,
      `${selectOrders} > ${orderId} ORDER BY order_id`,
    );
    const entries = newRows<LogEntry>(`${scene.dir}/tickets.db`, `${selectEntries} > ${seq} ORDER BY seq`);
    orderId = orders.at(-1)?.orderId ?? orderId;
    seq = entries.at(-1)?.seq ?? seq;
    for (const { caller, name } of orders) storedAt.set(`${caller}/${name}`, now);
    for (const { caller, name } of entries) {
      const since = storedAt.get(`${caller}/${name}`);
      if (since !== undefined) deliveredMs.push(now - since);
    }
    for (const { engine, watch } of boards) {
      watch.logged(entries);
      const tickets: ReadonlyMap<number, Ticket> = engine.tickets.peek();
      const live = engine.connection.peek().kind === 'live';
      watch.look(now, {
        live,
        mayLackClosed: scene.mayLackClosed(),
        versionOf: (id) => tickets.get(id)?.version ?? 0,
      });
    }
    for (const name of ['store', 'tickets'] as const) {
      const { memory, descriptors } = usageOf(services[name].pid);
      const kept = vitals[name];
      kept.memory = Math.max(kept.memory, memory);
      kept.descriptors.most = Math.max(kept.descriptors.most, descriptors);
      if (descriptors > 0) kept.descriptors.after = descriptors;
    }
  }

  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      look();
      await pause(everyMs);
    }
    look();
  }

  /** Cut off by turns in each way: nothing comes and nothing closes, and no order comes. */
  async function cutOff(): Promise<void> {
    const { line } = watched.remote;
    const isOrder = (message: string) => /^42\["(nuevo_ticket|ticket_)/.test(message);
    for (let turn = 0; !healed.signal.aborted; turn++) {
      if (turn % 2 === 0) line.stall();
      else line.rule((message) => (isOrder(message) ? 'drop' : 'pass'));
      await pauseUnless(healed.signal, cutOffMs);
      line.flow();
      line.rule(() => 'pass');
      await pauseUnless(healed.signal, flowMs);
    }
  }

  const left = sendAway(scene, { afterMs: revokeAfterMs, until: over.signal });
  const slow = keepSlowBoard(scene, healed.signal);
  const watching = watch();
  const cuttingOff = cutOff();

  return {
    /** The last fault is over: the remote board gets its line back, the slow one reads. */
    heal: () => healed.abort(),
    /** @param head of the log @returns what was seen */
    async stop(head: number): Promise<Watched> {
      const misled = slowBoardFaults(await (await slow).readOn(head), head);
      for (const line of Object.values(scene.lines)) line.hangUp();
      await pause(hungUpMs);
      over.abort();
      await Promise.all([watching, cuttingOff]);
      return {
        'behind and called live': boards.flatMap((board) => board.watch.found),
        'heard after revoked': await left,
        'slow board misled': misled,
        saidBehindMs: boards.reduce((sum, board) => sum + board.watch.toldMs(), 0),
        vitals,
        deliveredMs,
      };
    },
  };
}

/** Two sockets of one person, whose sessions an admin ends. @returns what they heard a second later, or could do */
async function sendAway(
  { people, services }: Scene,
  { afterMs, until }: { afterMs: number; until: AbortSignal },
): Promise<string[]> {
  const { admin, leaver } = people;
  await pauseUnless(until, afterMs);
  const [one, other] = [await insist(() => leaver.connect()), await insist(() => leaver.connect())];
  await insist(async () => {
    const { status } = await admin.call('PATCH', `/api/personas/${leaver.person.id}`, { activo: false });
    if (status !== 200) throw new Error(`not sent away: ${status}`);
  });
  // The promise: within a second. A process that is stopped meanwhile says nothing, but is late with the end as well.
  await pause(1_000);
  const heard = [one, other].map((line) => line.events.length);
  await pauseUnless(until, Number.POSITIVE_INFINITY);
  const isBack = await leaver.connect().then(
    (line: Line) => {
      line.socket.disconnect();
      return services.tickets.alive();
    },
    () => false,
  );
  return revokedFaults({
    sockets: [one, other].map(({ events, socket }, at) => ({
      heardLater: events.length - (heard[at] ?? 0),
      connected: socket.connected,
    })),
    isBack,
  });
}

/** @param seen.sockets what each heard more than a second after the end of its session */
export function revokedFaults(seen: {
  sockets: readonly { heardLater: number; connected: boolean }[];
  isBack: boolean;
}): string[] {
  return [
    ...seen.sockets.flatMap(({ heardLater, connected }, at) => [
      ...(heardLater > 0 ? [`socket ${at} heard ${heardLater} messages`] : []),
      ...(connected ? [`socket ${at} is still connected`] : []),
    ]),
    ...(seen.isBack ? ['they could come in again'] : []),
  ];
}

/** Under faults a call may fail for reasons of its own. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let left = 200; ; left--) {
    try {
      return await call();
    } catch (error) {
      if (left === 0) throw error;
      await pause(250);
    }
  }
}

/** A board that asks for everything and then reads nothing; a new one whenever the service starts anew. */
async function keepSlowBoard({ services }: Scene, healed: AbortSignal) {
  const { tickets } = services;
  async function open(): Promise<StalledBoard> {
    const board = await stalledBoard(tickets.url);
    board.send('420["suscribir",{}]');
    await board.until((heard) => heard.some(({ name }) => name === 'ack'), 5_000);
    board.stall();
    return board;
  }
  let of = tickets.pid;
  let board = await insist(open);
  const renewing = (async () => {
    while (!healed.aborted) {
      await pauseUnless(healed, 1_000);
      if (of === tickets.pid) continue;
      await board[Symbol.asyncDispose]();
      of = tickets.pid;
      board = await insist(open);
    }
  })();
  return {
    /** Reads all that has piled up and goes on, until it has heard of `head`, or that the connection is closed. */
    async readOn(head: number): Promise<ReadLate> {
      await renewing;
      board.read();
      const knows = (heard: StalledHeard[]) =>
        heard.some(({ body }) => (body?.head ?? body?.seq ?? 0) >= head);
      const closed = await Promise.race([
        board.closed.then(() => true),
        board.until(knows, slowReadsMs).then(
          () => false,
          () => false,
        ),
      ]);
      const heard = [...board.heard];
      await board[Symbol.asyncDispose]();
      return { heard, closed };
    },
  };
}

function usageOf(pid: number): Usage {
  try {
    const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    return { memory: resident / 1_024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return { memory: 0, descriptors: 0 };
  }
}

function asVitals({ memory, descriptors }: Usage): Vitals {
  return { memory, descriptors: { before: descriptors, most: descriptors, after: descriptors } };
}

/** Between a kill and the next start the file cannot be read without the service: then there is nothing new either. */
function newRows<T>(file: string, sql: string): T[] {
  try {
    return rows<T>(file, sql);
  } catch {
    return [];
  }
}

type StoredOrder = { orderId: number; caller: string; name: string };
const selectOrders = `
  SELECT order_id AS orderId, caller, body ->> 'cliente_nombre' AS name FROM orders WHERE order_id`;
const selectEntries = `
  SELECT seq, ticket_id AS ticketId, ticket ->> 'version' AS version, driver_id AS driverId,
    ticket ->> 'estado' NOT IN ('entregado', 'cancelado') AS open, ticket ->> 'fuente' AS caller, iif(accion = 'crear', ticket ->> 'cliente_nombre', NULL) AS name
  FROM events WHERE seq`;

/** Waits for so many ms, or until the signal fires. */
async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  if (signal.aborted) return;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await (Number.isFinite(ms)
    ? Promise.race([stopped, pause(ms, undefined, { signal }).catch(() => {})])
    : stopped);
}
