import { isOpen, openStates, type State } from '@relevo/ticket-rules';

/** Behind by more than this, a board gets a snapshot instead of a delta. */
export const maxDeltaEvents = 300;
/** For how long a delivered or cancelled ticket stays on the board, by the server's clock. */
export const closedOnBoardMs = 12 * 60 * 60 * 1_000;
/** The service says its position this often. */
export const positionIntervalMs = 5_000;

/**
 * The open tickets in one short text: a count per open state and a hash over id and version, the same for
 * any order of the tickets. Server and board each work it out; equal texts at one head mean equal boards.
 * @returns for example `3-1-0-9c41f0b2a7731d05`
 */
export function boardFingerprint(
  tickets: Iterable<{ ticket_id: number; version: number; estado: State }>,
): string {
  const counts = new Map<State, number>(openStates.map((state) => [state, 0]));
  let high = 0;
  let low = 0;
  for (const { ticket_id, version, estado } of tickets) {
    if (!isOpen(estado)) continue;
    counts.set(estado, (counts.get(estado) ?? 0) + 1);
    // A sum does not depend on the order; each ticket is mixed well before it is added.
    high = (high + mix(ticket_id, version, 0x9e3779b1)) | 0;
    low = (low + mix(ticket_id, version, 0x85ebca6b)) | 0;
  }
  return [...counts.values(), hex(high) + hex(low)].join('-');
}

function mix(id: number, version: number, seed: number): number {
  let hash = Math.imul(id ^ seed, 0xcc9e2d51) ^ Math.imul(version + seed, 0x1b873593);
  // The finalizer of MurmurHash3 (public domain, Austin Appleby).
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
