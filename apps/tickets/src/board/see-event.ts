import type { BoardEvent, TicketEvent } from '@relevo/contract';
import type { LoggedEvent } from '../store/ticket-store.ts';
import { everything, type View } from './view.ts';

/**
 * What a view sees of a logged event, or undefined where it sees nothing of it. A driver whose ticket was given to
 * somebody else is told that it left, and nothing else of it.
 * @param prev number of the event before it that this view could see
 */
export function seeEvent(logged: LoggedEvent, view: View, { epoch, prev }: { epoch: string; prev: number }) {
  const { drivers, ...event } = logged;
  if (view.driverId === null || drivers?.now === view.driverId)
    return { ...event, epoch, prev } as BoardEvent;
  if (drivers?.before !== view.driverId) return undefined;
  const { seq, en, ticket_id } = event;
  return { evento: 'ticket_retirado', epoch, seq, prev, en, ticket_id } satisfies BoardEvent as BoardEvent;
}

/** The views that see something of a logged event. */
export function viewsOf({ drivers }: LoggedEvent): View[] {
  const ids = new Set([drivers?.now, drivers?.before].filter((id) => id != null));
  return [everything, ...[...ids].map((driverId) => ({ driverId }))];
}

/** A logged event as a subscriber that sees every event gets it. */
export function place(logged: LoggedEvent, epoch: string): TicketEvent {
  const { drivers: _drivers, ...event } = logged;
  return { ...event, epoch, prev: event.seq - 1 };
}
