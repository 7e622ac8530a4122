import { waitingPackets } from './socket-internals.ts';

type Connection = { once(event: 'drain', listener: () => void): void };
type SlowSocket = { connected: boolean; conn: Connection };

/** With this many packets waiting, the other end has stopped reading. */
const maxWaitingPackets = 256;

/**
 * Bounds the memory of stalled boards. A socket with too many waiting packets gets no more events. Once it has drained,
 * it goes live again and gets the position of the log, so that its board subscribes again.
 */
export function createSlowSockets<S extends SlowSocket>(deps: {
  setLive: (socket: S, live: boolean) => void;
  sendPosition: (socket: S) => void;
}) {
  const slow = new Set<S>();

  function resume(socket: S): void {
    if (!slow.delete(socket) || !socket.connected) return;
    deps.setLive(socket, true);
    deps.sendPosition(socket);
  }

  return {
    has: (socket: S) => slow.has(socket),
    /** Stops events to those with too many waiting packets. Cheap enough to call every few events. */
    check(sockets: Iterable<S>): void {
      for (const socket of sockets) {
        // Nobody says a second time that a socket has left.
        if (!socket.connected || slow.has(socket) || waitingPackets(socket.conn) <= maxWaitingPackets)
          continue;
        slow.add(socket);
        deps.setLive(socket, false);
        socket.conn.once('drain', () => resume(socket));
      }
    },
    forget: (socket: S) => void slow.delete(socket),
    size: () => slow.size,
  };
}
