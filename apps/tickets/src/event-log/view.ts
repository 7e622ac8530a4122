import type { BoardEvent, Person, TicketEvent } from '@relevo/contract';

/** Whose stream it is: a driver sees their own tickets, everybody else sees all. */
export type View = { driverId: number | null };

export const everything: View = { driverId: null };

/** What this person may see. */
export function viewOf(person: Pick<Person, 'id' | 'rol'>): View {
  return person.rol === 'repartidor' ? { driverId: person.id } : everything;
}

/** The name of a view: subscribers of one view hear the same. */
export function viewName({ driverId }: View): string {
  return driverId === null ? 'todos' : `repartidor:${driverId}`;
}

/**
 * An event of the log without its place between others (`epoch` and `prev` are the subscriber's). `drivers` tells
 * whose ticket it is now and whose it was before, where there is a driver at all.
 */
export type LoggedEvent = Omit<TicketEvent, 'epoch' | 'prev'> & {
  drivers?: { now: number | null; before: number | null };
};

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
