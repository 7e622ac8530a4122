type Connection = { once(event: 'drain', listener: () => void): void };
type SlowSocket = { connected: boolean; conn: Connection };

/** So many packets waiting for one socket mean that the other end has stopped reading. */
const maxWaitingPackets = 256;

/**
 * Keeps the memory of stalled boards bounded: a socket with too much waiting gets no more events; when it has
 * drained it is brought back and told where the log stands, so that it subscribes again.
 */
export function createSlowSockets<S extends SlowSocket>(deps: {
  setLive: (socket: S, live: boolean) => void;
  tellPosition: (socket: S) => void;
}) {
  const slow = new Set<S>();

  function bringBack(socket: S): void {
    if (!slow.delete(socket) || !socket.connected) return;
    deps.setLive(socket, true);
    deps.tellPosition(socket);
  }

  return {
    has: (socket: S) => slow.has(socket),
    /** Sets apart those with too much waiting. Cheap enough to be called every few events. */
    check(sockets: Iterable<S>): void {
      for (const socket of sockets) {
        if (slow.has(socket) || waitingPackets(socket.conn) <= maxWaitingPackets) continue;
        slow.add(socket);
        deps.setLive(socket, false);
        socket.conn.once('drain', () => bringBack(socket));
      }
    },
    forget: (socket: S) => void slow.delete(socket),
  };
}

// engine.io declares its write buffer private, but it is the only place that tells what has not left yet.
function waitingPackets(connection: Connection): number {
  return (connection as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
}
