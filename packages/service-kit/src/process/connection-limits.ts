import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../observe/log.ts';
import { addressOf } from '../overload/rate-limit.ts';

export type ConnectionLimits = {
  /** Open connections in all. */
  max: number;
  /** Open connections from one address; Infinity behind a proxy, from which all of them come. */
  maxPerAddress: number;
};

/** How long a connection may send nothing. Browsers open some ahead of time, and open others when those are closed. */
const firstByteMs = 10_000;
const sweepMs = 1_000;
/** How long a connection is none of the silent ones yet: of a burst, many are accepted before the first is read. */
const graceMs = 1_000;
/** Of all connections, and of those from one address, one in ten may be silent. */
const silentShare = 0.1;

type Address = { open: number; silent: Set<Socket> };

/**
 * Bounds the connections of a server. Node's own time limits begin with the first byte, so a connection that never sends
 * one would live for ever; here it is closed after 10 s. Where there is no room, the oldest silent connection makes room
 * for the new one, and only where there is none the new one is closed: whoever only holds connections locks nobody out.
 */
export function limitConnections(
  server: Server,
  { max, maxPerAddress }: ConnectionLimits,
  deps: { log: Logger; now?: () => number; everyMs?: number },
): { sizes(): { open: number; addresses: number; silent: number } } {
  const { log, now = () => performance.now(), everyMs = sweepMs } = deps;
  const addresses = new Map<string, Address>();
  // The oldest first. One that has sent something since is still in here until the next sweep.
  const silent = new Map<Socket, { since: number; address: Address }>();
  const maxSilent = Math.max(1, Math.floor(max * silentShare));
  const maxSilentPerAddress = Math.max(1, Math.floor(maxPerAddress * silentShare));
  let open = 0;
  let refused = 0;

  // Above it Node closes a new connection before anybody hears of it.
  server.maxConnections = max;
  server.on('drop', () => {
    refused += 1;
  });
  server.on('connection', (socket: Socket) => {
    const name = addressOf(socket.remoteAddress);
    const address = addresses.get(name) ?? { open: 0, silent: new Set<Socket>() };
    addresses.set(name, address);
    open += 1;
    address.open += 1;
    socket.once('close', () => {
      forget(socket, address);
      open -= 1;
      address.open -= 1;
      if (address.open === 0) addresses.delete(name);
    });
    // The oldest one leaves before the new one is in the list: it must not make room for itself.
    if (address.open > maxPerAddress && !closeOldest(address.silent)) return refuse(socket);
    if (address.silent.size >= maxSilentPerAddress) closeOldest(address.silent, graceMs);
    if (open >= max) closeOldest(silent.keys());
    else if (silent.size >= maxSilent) closeOldest(silent.keys(), graceMs);
    silent.set(socket, { since: now(), address });
    address.silent.add(socket);
  });

  function forget(socket: Socket, address = silent.get(socket)?.address): void {
    silent.delete(socket);
    address?.silent.delete(socket);
  }

  function refuse(socket: Socket): void {
    refused += 1;
    // A reset leaves nothing behind in the kernel; an orderly end would, for a minute.
    socket.resetAndDestroy();
  }

  /** Closes the first of them, oldest first, that has sent nothing for this long. @returns whether there was one */
  function closeOldest(candidates: Iterable<Socket>, minAgeMs = 0): boolean {
    const before = now() - minAgeMs;
    for (const socket of candidates) {
      const isYoung = (silent.get(socket)?.since ?? 0) > before;
      if (isYoung) return false;
      forget(socket);
      if (socket.bytesRead > 0) continue;
      refuse(socket);
      return true;
    }
    return false;
  }

  function sweep(): void {
    const before = now() - firstByteMs;
    for (const [socket, { since }] of silent) {
      if (socket.bytesRead > 0) forget(socket);
      else if (since <= before) socket.destroy();
    }
    // One line a second at most: a line for each would be a load of its own.
    if (refused > 0) log.warn({ refused, open }, 'connections closed, there were too many');
    refused = 0;
  }

  const sweeping = setInterval(sweep, everyMs).unref();
  server.once('close', () => clearInterval(sweeping));
  return { sizes: () => ({ open, addresses: addresses.size, silent: silent.size }) };
}
