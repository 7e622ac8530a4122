import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { TicketActions } from '../actions/ticket-actions.ts';

/** Of all tickets one is on the way of the Tab key: the one that had the focus last. Arrows lead to the others. */
export function useTabStop(ticketId: number, work: TicketActions): ReadonlySignal<number> {
  return useComputed(() => (work.selected.value === ticketId ? 0 : -1));
}
