import { describe, expect, it } from 'vitest';
import {
  createBehindWatch,
  type LogEntry,
  type ReadLate,
  revokedFaults,
  slowBoardFaults,
} from './watch-run.ts';

const ofDriver = { driverId: 7 };
const entry = (ticketId: number, version = 1, driverId: number | null = null): LogEntry => {
  return { seq: ticketId, ticketId, version, driverId, open: true, caller: 'tienda', name: null };
};

/** A board that is looked at four times a second. */
function watched(watch = createBehindWatch('board 0')) {
  const holds = new Map<number, number>();
  let now = 0;
  return {
    watch,
    holds,
    pass(seconds: number, live: boolean): void {
      for (const end = now + seconds * 1_000; now < end; now += 250)
        watch.look(now, { live, versionOf: (id) => holds.get(id) ?? 0 });
    },
  };
}

describe('a board that is behind', () => {
  it('and says that it is live for longer than it may is found once', () => {
    const { watch, pass } = watched();
    watch.logged([entry(1)]);
    pass(12, true);
    expect(watch.found).toEqual([]);
    pass(30, true);
    expect(watch.found).toEqual(['board 0: live without ticket 1 v1']);
  });

  it('and has an older version of a ticket is behind as well', () => {
    const { watch, holds, pass } = watched();
    holds.set(1, 1);
    watch.logged([entry(1, 2)]);
    pass(14, true);
    expect(watch.found).toEqual(['board 0: live without ticket 1 v2']);
  });

  it('may be so for as long as it says so', () => {
    const { watch, holds, pass } = watched();
    watch.logged([entry(1)]);
    pass(10, true);
    pass(600, false);
    holds.set(1, 1);
    pass(60, true);
    expect(watch.found).toEqual([]);
    expect(watch.toldMs()).toBe(600_000);
  });

  it('and says so now and then, but never catches up, is found', () => {
    const { watch, pass } = watched();
    watch.logged([entry(1)]);
    for (let turn = 0; turn < 4; turn++) {
      pass(4, true);
      pass(4, false);
    }
    expect(watch.found).toHaveLength(1);
  });

  it('is not excused by newer changes of the same ticket', () => {
    const { watch, pass } = watched();
    for (let version = 1; version < 8; version++) {
      watch.logged([entry(1, version)]);
      pass(2, true);
    }
    expect(watch.found).toHaveLength(1);
  });

  it('may lack a closed ticket where a clock was ahead', () => {
    const { watch } = watched();
    watch.logged([{ ...entry(1), open: false }, entry(2)]);
    for (let now = 0; now < 20_000; now += 250)
      watch.look(now, { live: true, mayLackClosed: true, versionOf: () => 0 });
    expect(watch.found).toEqual(['board 0: live without ticket 2 v1']);
  });

  it('is not blamed for a process that did not get its turn', () => {
    const { watch } = watched();
    watch.logged([entry(1)]);
    for (const now of [0, 20_000]) watch.look(now, { live: true, versionOf: () => 0 });
    expect(watch.found).toEqual([]);
  });

  it('and is a driver’s lacks only their own tickets, for as long as they are theirs', () => {
    const { watch, pass } = watched(createBehindWatch('theirs', ofDriver));
    watch.logged([entry(1), entry(2, 2, 8), entry(3, 2, 7), entry(4, 2, 7)]);
    watch.logged([entry(3, 3, 8)]);
    pass(20, true);
    expect(watch.found).toEqual(['theirs: live without ticket 4 v2']);
  });
});

describe('a board that reads late', () => {
  const event = (seq: number, prev = seq - 1) => {
    return { name: 'nuevo_ticket', body: { seq, prev, head: undefined as never, epoch: 'e', tipo: '' } };
  };
  const position = (head: number) => {
    return { name: 'posicion', body: { head, seq: undefined as never, prev: 0, epoch: 'e', tipo: '' } };
  };

  const faultsOf = (heard: ReadLate['heard'], closed = false) => slowBoardFaults({ heard, closed }, 9);

  it('is told the truth by what is missing between its events, by a position, or by the end', () => {
    expect(faultsOf([event(1), event(2), event(9)])).toEqual([]);
    expect(faultsOf([event(1), event(2), position(9)])).toEqual([]);
    expect(faultsOf([event(1), event(2)], true)).toEqual([]);
  });

  it('is misled by an event that hides those before it', () => {
    expect(faultsOf([event(1), event(9, 1)])).toEqual(['event 9 says that it follows 1']);
  });

  it('is misled by silence', () => {
    expect(faultsOf([event(1), position(5)])).toEqual(['told of 5 last, the log is at 9']);
    expect(faultsOf([])).toEqual(['told of 0 last, the log is at 9']);
  });
});

it('finds whoever was sent away and still hears, is connected or comes in again', () => {
  const gone = { heardLater: 0, connected: false };
  expect(revokedFaults({ sockets: [gone, gone], isBack: false })).toEqual([]);
  expect(revokedFaults({ sockets: [gone, { heardLater: 3, connected: true }], isBack: true })).toEqual([
    'socket 1 heard 3 messages',
    'socket 1 is still connected',
    'they could come in again',
  ]);
});
