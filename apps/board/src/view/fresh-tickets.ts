import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Ticket } from '@relevo/contract';
import type { Clock } from '../device/clock.ts';

const freshMs = 8_000;

/** Ids of the tickets that came in a moment ago. */
export type FreshTickets = ReadonlySignal<ReadonlySet<number>>;

/** Keeps what has arrived in sight for a moment. */
export function trackFreshTickets(arrived: ReadonlySignal<readonly Ticket[]>, clock: Clock): FreshTickets {
  const ids = signal<ReadonlySet<number>>(new Set());
  effect(() => {
    const added = arrived.value.map(({ ticket_id }) => ticket_id);
    if (added.length === 0) return;
    ids.value = new Set([...ids.peek(), ...added]);
    clock.after(freshMs, () => {
      ids.value = new Set([...ids.peek()].filter((id) => !added.includes(id)));
    });
  });
  return ids;
}
