import { setImmediate } from 'node:timers/promises';
import type { BoardEvent } from '@relevo/contract';
import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { makeTicket } from '@relevo/testkit/tickets';
import { expect, it } from 'vitest';
import { everything, type LoggedEvent } from '../event-log/view.ts';
import { createHub } from './hub.ts';

const ticket = makeTicket();

/** A log in memory that grows when told and fails when told. */
async function hubOver(head: number) {
  const clock = createFakeClock({ settle: eventLoopTurn });
  const published: BoardEvent[] = [];
  const errors: string[] = [];
  const driver = null as number | null;
  const log = {
    epoch: 'e',
    head,
    driver,
    failing: false,
    lookUps: true,
    full: false,
    reads: 0,
    marks: [] as string[],
  };
  const eventLog = {
    logState: async () => ({ epoch: log.epoch, head: log.head, lastIntakeAt: null }),
    async eventsAfter(seq: number, limit: number) {
      log.reads += 1;
      if (log.failing) throw new Error('disk');
      const length = Math.min(limit, log.head - seq);
      const drivers = log.driver === null ? undefined : { now: log.driver, before: null };
      return Array.from({ length }, (_, index) => ({ seq: seq + index + 1, ticket, drivers }) as LoggedEvent);
    },
    async lastSeenBefore(seq: number) {
      if (!log.lookUps) throw new Error('disk');
      return seq - 1;
    },
    async renewEpochIfRestored() {},
    async markHead({ epoch, head }: { epoch: string; head: number }) {
      if (log.full) throw new Error('disk');
      log.marks.push(`${epoch} ${head}`);
    },
  };
  const hub = await createHub(
    { eventLog, clock, log: { error: (_fields, message) => void errors.push(message) } },
    { pollMs: 1_000 },
  );
  const ofDriver: number[] = [];
  hub.subscribe((event, view) => {
    if (view === everything) published.push(event);
    if (view.driverId !== null) ofDriver.push(event.seq);
  });
  // The tailer's first look at the log is over when it lies down to sleep.
  while (clock.wakeTimes().length === 0) await setImmediate();
  return { hub, clock, log, errors, ofDriver, seqs: () => published.map(({ seq }) => seq), published };
}

it('publishes what comes after its start, in order, each once, with its place in the stream', async () => {
  const { hub, log, seqs, published, clock } = await hubOver(5);
  await using _hub = hub;
  log.head = 8;
  hub.wake();
  await clock.advance(0);
  expect(seqs()).toEqual([6, 7, 8]);
  expect(published.map(({ epoch, prev }) => [epoch, prev])).toEqual([
    ['e', 5],
    ['e', 6],
    ['e', 7],
  ]);
  await clock.advance(5_000);
  expect(seqs()).toEqual([6, 7, 8]);
});

it('reads page after page until it has caught up', async () => {
  const { hub, log, seqs, clock } = await hubOver(0);
  await using _hub = hub;
  log.head = 1_201;
  hub.wake();
  await clock.advance(0);
  expect(seqs()).toEqual(Array.from({ length: 1_201 }, (_, index) => index + 1));
});

it('finds by polling, once a second, events without a wake signal', async () => {
  const { hub, log, seqs, clock } = await hubOver(0);
  await using _hub = hub;
  log.head = 1;
  await clock.advance(999);
  expect(seqs()).toEqual([]);
  await clock.advance(1);
  expect(seqs()).toEqual([1]);
});

it('reads again after a wake signal that came while it was reading', async () => {
  const { hub, log, clock } = await hubOver(0);
  await using _hub = hub;
  const before = log.reads;
  hub.subscribe(({ seq }) => {
    if (seq === 1) hub.wake();
  });
  log.head = 1;
  hub.wake();
  await clock.advance(0);
  expect(log.reads).toBe(before + 2);
});

it('goes on after a read that fails, and skips nothing', async () => {
  const { hub, log, seqs, errors, clock } = await hubOver(0);
  await using _hub = hub;
  log.failing = true;
  log.head = 2;
  hub.wake();
  await clock.advance(0);
  expect(errors).toEqual(['could not read the log']);
  log.failing = false;
  log.head = 3;
  await clock.advance(1_000);
  expect(seqs()).toEqual([1, 2, 3]);
});

it('publishes an event to every view, though one look at what its driver saw before fails', async () => {
  const { hub, log, ofDriver, seqs, errors, clock } = await hubOver(0);
  await using _hub = hub;
  Object.assign(log, { driver: 7, lookUps: false, head: 2 });
  hub.wake();
  await clock.advance(0);
  expect([ofDriver, errors]).toEqual([[], ['could not read the log']]);
  log.lookUps = true;
  await clock.advance(1_000);
  expect(ofDriver).toEqual([1, 2]);
  // Whoever has it already may get it again, but misses none.
  expect([...new Set(seqs())]).toEqual([1, 2]);
});

it.each([
  ['another database', 'otra', 9],
  ['an older copy', 'e', 2],
])('goes on from the head of %s that was put in place of the log', async (_what, epoch, head) => {
  const { hub, log, published, clock } = await hubOver(5);
  await using _hub = hub;
  Object.assign(log, { epoch, head });
  hub.wake();
  await clock.advance(0);
  log.head += 1;
  hub.wake();
  await clock.advance(0);
  expect(published.map((event) => [event.epoch, event.seq])).toEqual([[epoch, head + 1]]);
});

it('ends when it is disposed of, though nobody moves the clock', async () => {
  const { hub, log, seqs, clock } = await hubOver(0);
  await hub[Symbol.asyncDispose]();
  log.head = 1;
  hub.wake();
  await clock.advance(10_000);
  expect(seqs()).toEqual([]);
});

it('marks what it has published, again when that failed, and once more when it ends', async () => {
  const { hub, log, errors, clock } = await hubOver(5);
  log.head = 6;
  await clock.advance(1_000);
  expect(log.marks).toEqual(['e 6']);
  log.head = 7;
  hub.wake();
  await clock.advance(0);
  log.full = true;
  await clock.advance(1_000);
  expect(errors).toEqual(['could not mark the head']);
  log.full = false;
  await clock.advance(1_000);
  expect(log.marks).toEqual(['e 6', 'e 7']);
  log.head = 8;
  hub.wake();
  await clock.advance(0);
  await hub[Symbol.asyncDispose]();
  expect(log.marks).toEqual(['e 6', 'e 7', 'e 8']);
});
