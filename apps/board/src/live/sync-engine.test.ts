import { closedOnBoardMs, smokeOrigin } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { isStale } from './connection.ts';
import { startBoard } from './testing/start-board.ts';

describe('a board in normal times', () => {
  it('starts with a snapshot and follows each change', () => {
    const { server, wire, clock, board, isEqual } = startBoard();
    expect(isEqual()).toBe(true);
    expect(board.connection.value).toEqual({ kind: 'live' });
    wire.publish(server.create());
    wire.publish(server.change(0, { estado: 'en-preparacion' }));
    clock.advance(25);
    expect(isEqual()).toBe(true);
    expect(board.tickets.value.get(1)).toMatchObject({ estado: 'en-preparacion', version: 2 });
    expect(board.lastEventAt.value).toBe(clock.now() - 5);
  });

  it('leaves out the orders of the smoke test and still agrees with the server about the rest', () => {
    const { server, wire, clock, board } = startBoard();
    wire.publish(server.create({ origen: smokeOrigin }));
    clock.advance(11_000);
    expect(board.tickets.value.size).toBe(3);
    expect(board.errorReports.value).toBe(0);
    expect(board.connection.value.kind).toBe('live');
  });

  it('removes a closed ticket once it has been closed for long enough by the clock of the server', () => {
    const { server, wire, clock, board } = startBoard();
    wire.publish(server.change(0, { estado: 'entregado' }));
    clock.advance(closedOnBoardMs - 10_000);
    expect(board.tickets.value.size).toBe(3);
    clock.advance(20_000);
    expect([...board.tickets.value.keys()]).toEqual([2, 3]);
  });

  it('learns the clock of the server and the last entry from a position', () => {
    const { clock, board } = startBoard();
    clock.advance(5_000);
    expect(board.clockOffsetMs.value).toBe(-20);
    expect(board.ultimaEntrada.value).toBe('2026-07-30T12:00:00.000Z');
  });
});

describe('a board in trouble', () => {
  it('asks for a lost event as soon as the next one shows the gap', () => {
    const { server, clock, wire, isEqual } = startBoard();
    server.create();
    wire.publish(server.create());
    clock.advance(25);
    expect(isEqual()).toBe(false);
    clock.advance(50);
    expect(isEqual()).toBe(true);
  });

  it('notices that the very last event was lost 1 s after the next position', () => {
    const { server, clock, board, isEqual } = startBoard();
    server.create();
    clock.advance(4_820 + 990);
    expect([isEqual(), board.connection.value.kind]).toEqual([false, 'live']);
    clock.advance(20);
    expect(board.connection.value.kind).toBe('catching-up');
    clock.advance(45);
    expect([isEqual(), board.connection.value.kind]).toEqual([true, 'live']);
  });

  it('asks for events again after one second without an answer on a suspect connection', () => {
    const { server, clock, wire, board, isEqual } = startBoard();
    server.create();
    wire.publish(server.create());
    wire.faults({ drop: 1, double: 0, delay: 0, maxDelayMs: 0 });
    clock.advance(100);
    wire.faults({ drop: 0, double: 0, delay: 0, maxDelayMs: 0 });
    clock.advance(800);
    expect(board.connection.value.kind).toBe('catching-up');
    clock.advance(200);
    expect(isEqual()).toBe(true);
  });

  it('says how old its data is after 10 s without a position, and reconnects', () => {
    const { clock, wire, board } = startBoard();
    const openedAt = clock.now() - 180;
    const { value: fresh } = board.connection;
    wire.halfOpen(true);
    clock.advance(9_800);
    expect(board.connection.value).toEqual(fresh);
    clock.advance(50);
    const lost = { kind: 'offline', since: openedAt, dataAsOf: openedAt + 40 };
    expect(board.connection.value).toEqual(lost);
    clock.advance(60_000);
    expect(board.connection.value).toEqual(lost);
    wire.halfOpen(false);
    clock.advance(1_500);
    expect(board.connection.value.kind).toBe('live');
  });

  it('asks for everything when the tickets differ at the same head, and reports it once', () => {
    const { server, clock, board, isEqual } = startBoard();
    // A change that never reached the log: the heads agree, the tickets do not.
    server.changeUnlogged(1, { version: 2 });
    clock.advance(4_900);
    expect(isEqual()).toBe(true);
    expect(board.errorReports.value).toBe(1);
    clock.advance(20_000);
    expect(board.errorReports.value).toBe(1);
  });

  it('finds the loss of the very last event within 2 s on a suspect connection', () => {
    const { server, clock, wire, board, isEqual } = startBoard();
    server.create();
    wire.publish(server.create());
    clock.advance(100);
    expect(isEqual()).toBe(true);
    server.create();
    clock.advance(1_900);
    expect(isEqual()).toBe(true);
    expect(board.connection.value).toEqual({ kind: 'live' });
  });

  it('loads over a connection that needs half a minute for the snapshot, and shows "connecting" meanwhile', () => {
    const { clock, wire, server, board, isEqual } = startBoard({ wholeBoardMs: 30_000 });
    clock.advance(59_000);
    expect(board.connection.value.kind).toBe('offline');
    wire.publish(server.create());
    clock.advance(6_000);
    expect([isEqual(), board.connection.value.kind]).toEqual([true, 'live']);
  });

  it("has what was closed again when the server's clock, for a while days ahead, is right again", () => {
    const { server, clock, wire, board, rung, marked, setServerClock, isEqual } = startBoard();
    wire.publish(server.change(0, { estado: 'entregado' }));
    clock.advance(6_000);
    expect(isEqual()).toBe(true);
    setServerClock(4 * 24 * 3_600_000);
    clock.advance(6_000);
    expect(board.tickets.value.size).toBe(2);
    setServerClock(-4 * 24 * 3_600_000);
    clock.advance(6_000);
    expect(isEqual()).toBe(true);
    expect([board.connection.value.kind, board.errorReports.value, rung, marked]).toEqual([
      'live',
      0,
      [],
      [],
    ]);
  });

  it('says that the server went back to an older copy, until somebody acknowledges it', () => {
    const { server, clock, wire, board, isEqual } = startBoard();
    server.backup();
    wire.publish(server.create());
    clock.advance(100);
    expect(board.restored.noticed.value).toBe(false);
    wire.serverUp(false);
    server.restore(true);
    wire.serverUp(true);
    clock.advance(2_000);
    expect(isEqual()).toBe(true);
    expect(board.restored.noticed.value).toBe(true);
    board.restored.dismiss();
    expect(board.restored.noticed.value).toBe(false);
  });

  it('does not hammer a server whose fingerprint never agrees', () => {
    const { clock, board, server, wire } = startBoard();
    let snapshots = 0;
    const { reply, position } = server;
    server.position = () => ({ ...position(), huella: 'otra' });
    server.reply = (cursor) => {
      snapshots += 1;
      return reply(cursor);
    };
    wire.publish(server.create());
    clock.advance(10 * 60_000);
    expect(snapshots).toBeLessThan(10);
    expect(board.errorReports.value).toBeGreaterThan(50);
  });
});

describe('an order that arrives', () => {
  const ids = (tickets: readonly { ticket_id: number }[]) => tickets.map(({ ticket_id }) => ticket_id);

  it('arrives live by its event, and by the replay of a lost frame on a connection that stands', () => {
    const { server, clock, wire, board } = startBoard();
    wire.publish(server.create());
    clock.advance(25);
    expect(ids(board.arrivedLive.value)).toEqual([4]);
    server.create();
    wire.publish(server.create());
    clock.advance(75);
    expect(ids(board.arrivedLive.value)).toEqual([5, 6]);
    expect(ids(board.arrivedMissed.value)).toEqual([]);
  });

  it('arrives live by a snapshot too, on a board that had missed nothing before', () => {
    const { server, clock, board, rung } = startBoard();
    const { reply } = server;
    server.reply = () => reply({});
    server.create();
    clock.advance(7_000);
    expect(rung).toEqual([4]);
    expect(ids(board.arrivedMissed.value)).toEqual([]);
  });

  it('counts as missed when a reconnect brings it, whatever happens to it right after that', () => {
    const { server, clock, wire, board, rung } = startBoard();
    wire.serverUp(false);
    for (let order = 0; order < 50; order++) server.create();
    wire.serverUp(true);
    clock.advance(430);
    wire.publish(server.change(1, { prioridad: 'alta' }));
    clock.advance(2_000);
    expect(board.arrivedMissed.value).toHaveLength(50);
    expect(rung).toEqual([]);
    wire.publish(server.create());
    clock.advance(25);
    expect(rung).toEqual([54]);
  });

  it('counts as neither live nor missed on a reload', () => {
    const test = startBoard();
    test.wire.publish(test.server.create());
    test.clock.advance(25);
    test.reload();
    test.server.create();
    test.clock.advance(1_000);
    expect(test.rung).toEqual([4]);
    expect(ids(test.board.arrivedMissed.value)).toEqual([]);
  });

  it('counts as missed by a device that slept', () => {
    const { server, clock, wire, board, rung } = startBoard();
    wire.halfOpen(true);
    clock.skip(60 * 60_000);
    server.create();
    wire.halfOpen(false);
    board.wake();
    clock.advance(1_000);
    expect(ids(board.arrivedMissed.value)).toEqual([4]);
    expect(rung).toEqual([]);
  });
});

describe('a board that wakes', () => {
  it('does not claim to be live after the device has slept', () => {
    const { clock, wire, server, board, isEqual } = startBoard();
    wire.halfOpen(true);
    clock.skip(60 * 60_000);
    server.create();
    board.wake();
    expect(board.connection.value.kind).toBe('offline');
    wire.halfOpen(false);
    clock.advance(1_000);
    expect(isEqual()).toBe(true);
  });

  it('reconnects when nothing answers within 2 s', () => {
    const { clock, wire, board } = startBoard();
    wire.halfOpen(true);
    board.wake();
    clock.advance(1_990);
    expect(board.connection.value.kind).toBe('catching-up');
    clock.advance(20);
    expect(board.connection.value.kind).toBe('offline');
    wire.halfOpen(false);
    clock.advance(1_000);
    expect(board.connection.value.kind).toBe('live');
  });

  it('keeps a connection that answers', () => {
    const { clock, board } = startBoard();
    board.wake();
    expect(board.connection.value.kind).toBe('catching-up');
    clock.advance(45);
    expect(board.connection.value.kind).toBe('live');
    clock.advance(2_500);
    expect(board.connection.value.kind).toBe('live');
  });
});

const hourMs = 60 * 60_000;

describe('a board on a device whose clock is set', () => {
  /** How many snapshots a board asks for in ten minutes whose fingerprint never agrees. */
  function snapshotsWhenSet(byMs: number) {
    const { clock, server, setDeviceClock } = startBoard();
    let snapshots = 0;
    const { reply, position } = server;
    server.position = () => ({ ...position(), huella: 'otra' });
    server.reply = (cursor) => {
      snapshots += 1;
      return reply(cursor);
    };
    clock.advance(10_000);
    setDeviceClock(byMs);
    clock.advance(10 * 60_000);
    return snapshots;
  }

  it('asks for snapshots as often as it would have, once more at most', () => {
    const undisturbed = snapshotsWhenSet(0);
    expect(undisturbed).toBeGreaterThan(4);
    expect(snapshotsWhenSet(-hourMs)).toBe(undisturbed);
    expect(snapshotsWhenSet(hourMs) - undisturbed).toBeLessThanOrEqual(1);
  });

  it.each([-hourMs, hourMs])('ends its suspicion after a loss as soon as it would have: %i ms', (byMs) => {
    const { clock, server, wire, setDeviceClock } = startBoard();
    let asked = 0;
    const { reply } = server;
    server.reply = (cursor) => {
      asked += 1;
      return reply(cursor);
    };
    server.create();
    wire.publish(server.create());
    clock.advance(100);
    setDeviceClock(byMs);
    clock.advance(60_000);
    expect(asked).toBeLessThanOrEqual(7);
  });

  it.each([0, -hourMs])('notices that it slept, also when it was set by %i ms meanwhile', (byMs) => {
    const { clock, wire, server, board, isEqual, sleep, setDeviceClock, deviceClock } = startBoard();
    // The page reads the clock once a second.
    setDeviceClock(byMs);
    deviceClock.now();
    wire.halfOpen(true);
    sleep(20 * 60_000);
    server.create();
    board.wake();
    expect(board.connection.value).toMatchObject({ kind: 'offline' });
    wire.halfOpen(false);
    clock.advance(1_000);
    expect(isEqual()).toBe(true);
  });

  it('says how long it has been without the server, and greys a board that catches up, set back or not', () => {
    const { clock, wire, board, setDeviceClock, deviceClock } = startBoard();
    clock.advance(3_000);
    wire.serverUp(false);
    setDeviceClock(-hourMs);
    clock.advance(60_000);
    const connection = board.connection.value;
    if (connection.kind !== 'offline') throw new Error('it is not offline');
    expect(deviceClock.now() - connection.since).toBe(60_000);
    const catchingUp = { kind: 'catching-up', dataAsOf: connection.dataAsOf } as const;
    expect(isStale(catchingUp, deviceClock.now())).toBe(true);
  });
});
