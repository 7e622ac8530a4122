import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { createSlowSockets } from './slow-sockets.ts';

/** A socket with so many packets waiting, and what was done with it. */
function aSocket(waiting: number) {
  const conn = Object.assign(new EventEmitter(), { writeBuffer: Array<unknown>(waiting).fill({}) });
  return { conn, connected: true, done: [] as string[] };
}
type Socket = ReturnType<typeof aSocket>;

const watch = () =>
  createSlowSockets<Socket>({
    setLive: ({ done }, live) => void done.push(live ? 'live' : 'apart'),
    sendPosition: ({ done }) => void done.push('position'),
  });

function drain({ conn }: Socket): void {
  conn.writeBuffer = [];
  conn.emit('drain');
}

it('leaves a socket alone that reads', () => {
  const slow = watch();
  const sockets = [aSocket(0), aSocket(1), aSocket(256)];
  slow.check(sockets);
  for (const socket of sockets) {
    drain(socket);
    expect(socket.done).toEqual([]);
    expect(slow.has(socket)).toBe(false);
  }
});

it('stops events once to a socket with more than 256 packets waiting, and to no other', () => {
  const slow = watch();
  const [stalled, reading] = [aSocket(257), aSocket(3)];
  for (let look = 0; look < 3; look += 1) slow.check([stalled, reading]);
  expect(stalled.done).toEqual(['apart']);
  expect(reading.done).toEqual([]);
  expect([slow.has(stalled), slow.has(reading)]).toEqual([true, false]);
});

it('makes it live again when it has drained, and then sends it the position of the log', () => {
  const slow = watch();
  const socket = aSocket(300);
  slow.check([socket]);
  drain(socket);
  expect(socket.done).toEqual(['apart', 'live', 'position']);
  expect(slow.has(socket)).toBe(false);
  drain(socket);
  expect(socket.done).toHaveLength(3);
});

it('stops events again when it stalls again', () => {
  const slow = watch();
  const socket = aSocket(300);
  slow.check([socket]);
  drain(socket);
  socket.conn.writeBuffer = Array(500).fill({});
  slow.check([socket]);
  drain(socket);
  expect(socket.done).toEqual(['apart', 'live', 'position', 'apart', 'live', 'position']);
});

it('does nothing more with a socket that went away', () => {
  const slow = watch();
  const [gone, closing] = [aSocket(300), aSocket(300)];
  slow.check([gone, closing]);
  slow.forget(gone);
  closing.connected = false;
  drain(gone);
  drain(closing);
  expect([gone.done, closing.done]).toEqual([['apart'], ['apart']]);
  expect([slow.has(gone), slow.has(closing)]).toEqual([false, false]);
});

it('keeps none of 10 000 sockets that stall and leave, whether it hears of it or they drain', () => {
  const slow = watch();
  for (let nth = 0; nth < 10_000; nth += 1) {
    const socket = aSocket(300);
    slow.check([socket]);
    expect(slow.size()).toBe(1);
    socket.connected = nth % 2 === 0;
    if (nth % 3 === 0) drain(socket);
    else slow.forget(socket);
  }
  expect(slow.size()).toBe(0);
});

it('does not take up one that has left already', () => {
  const slow = watch();
  const gone = { ...aSocket(300), connected: false };
  slow.check([gone]);
  expect([slow.size(), gone.done]).toEqual([0, []]);
});
