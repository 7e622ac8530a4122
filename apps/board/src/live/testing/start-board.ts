import { effect } from '@preact/signals-core';
import type { Ticket } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { seededRandom } from '@relevo/testkit/random';
import { createMemoryStorage } from '../../actions/command-queue.ts';
import { type Clock, createSteadyTime } from '../../device/clock.ts';
import { createArrivalMemory } from '../arrivals.ts';
import { createSyncEngine, type SyncEngine } from '../sync-engine.ts';
import { createFaultyWire } from './faulty-wire.ts';
import { createServerModel, type ModelView } from './server-model.ts';
import { type Heads, watchHeads } from './watch-heads.ts';

/** A ticket that was new to the board, and where the server's log ended when the connection began. */
type NewTicket = Heads & { id: number; live: boolean };

/**
 * Starts a board, its server and the wire between them, all on one clock that the test advances.
 * @param deviceIsOffMs by how much the clock of the board's device is wrong
 */
export function startBoard({
  seed = 1,
  orders = 3,
  view = null as ModelView,
  startMs = undefined as number | undefined,
  deviceIsOffMs = 0,
  wholeBoardMs = 0,
} = {}) {
  const clock = createFakeClock({ startAt: startMs });
  // Time passes at the same speed on both sides of the wire, but the device's clock may be wrong.
  const device = { offMs: deviceIsOffMs, sleptMs: 0 };
  const openPage = () =>
    createSteadyTime(
      () => clock.now() + device.offMs,
      () => clock.monotonic() - device.sleptMs,
    );
  let pageTime = openPage();
  const deviceClock: Clock = { ...clock, now: () => pageTime() };
  const random = seededRandom(seed);
  let serverAheadMs = 0;
  const server = createServerModel({ now: () => clock.now() + serverAheadMs });
  const wire = createFaultyWire({ clock, random, server, view });
  wire.wholeBoardTakes(wholeBoardMs);
  const storage = createMemoryStorage();
  const memory = createArrivalMemory();
  const { transport, heads } = watchHeads(wire, server);
  const rung: number[] = [];
  const marked: number[] = [];
  const news: NewTicket[] = [];
  const notified = new Set<string>();
  const watchers = new Set<() => void>();
  let ids = 0;
  for (let order = 0; order < orders; order++) server.create();

  function open(): SyncEngine {
    const newId = () => `cmd-${++ids}`;
    const engine = createSyncEngine({ transport, clock: deviceClock, random, storage, memory, newId });
    engine.arrived.subscribe((tickets) => marked.push(...tickets.map(({ ticket_id }) => ticket_id)));
    engine.arrivedLive.subscribe((tickets) => rung.push(...tickets.map(({ ticket_id }) => ticket_id)));
    const note = (live: boolean) => (tickets: readonly Ticket[]) =>
      news.push(...tickets.map(({ ticket_id: id }) => ({ id, live, ...heads })));
    engine.arrivedLive.subscribe(note(true));
    engine.arrivedMissed.subscribe(note(false));
    effect(() => {
      for (const { queued, dropped } of engine.notices.value) {
        for (const { command } of [queued, ...dropped]) notified.add(command.cmd_id);
      }
    });
    engine.shown.subscribe(() => {
      for (const look of watchers) look();
    });
    engine.start(1);
    return engine;
  }

  const test = {
    ...{ clock, deviceClock, random, server, wire, storage, memory, rung, marked, news, notified },
    board: open(),
    /** Ids of the commands that were made at this board. */
    made: [] as string[],
    /** Commands that were made on one ticket in a row, each based on the one before it. */
    rows: [] as string[][],
    /** Closes the page without a disconnect, and opens it again. */
    reload() {
      test.board.stop();
      pageTime = openPage();
      test.board = open();
    },
    /** Sets the device's clock ahead, or back by a negative number. */
    setDeviceClock(ms: number) {
      device.offMs += ms;
    },
    /** Sets the server's clock ahead, or back by a negative number. */
    setServerClock(ms: number) {
      serverAheadMs += ms;
    },
    /** Puts the device to sleep: its timers and its monotonic clock stand still. */
    sleep(ms: number) {
      clock.skip(ms);
      device.sleptMs += ms;
    },
    /** Calls `look` whenever the shown tickets change. @returns a function that stops it */
    onMove(look: () => void) {
      watchers.add(look);
      return () => watchers.delete(look);
    },
    /** Whether the board has exactly what the server lets it see. */
    isEqual: () => sameTickets(test.board.tickets.value, server.tickets(view)),
  };
  clock.advance(200);
  return test;
}
export type TestBoard = ReturnType<typeof startBoard>;

function sameTickets(held: ReadonlyMap<number, unknown>, stored: ReadonlyMap<number, unknown>): boolean {
  return held.size === stored.size && [...stored].every(([id, ticket]) => held.get(id) === ticket);
}
