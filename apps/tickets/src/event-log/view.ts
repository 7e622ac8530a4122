import type { BoardEvent, Person, TicketEvent } from '@relevo/contract';

/** Whose stream this is: a driver sees their own tickets, everybody else sees all. */
export type View = { driverId: number | null };

export const everything: View = { driverId: null };

/** What this person may see. */
export function viewOf(person: Pick<Person, 'id' | 'rol'>): View {
  return person.rol === 'repartidor' ? { driverId: person.id } : everything;
}

/** The name of a view. Subscribers of one view get the same events. */
export function viewName({ driverId }: View): string {
  return driverId === null ? 'everything' : `driver:${driverId}`;
}

/**
 * An event of the log without `epoch` and `prev`, which depend on the subscriber. `drivers` says whose ticket it is now
 * and whose it was before, if there is a driver at all.
 */
export type LoggedEvent = Omit<TicketEvent, 'epoch' | 'prev'> & {
  drivers?: { now: number | null; before: number | null };
};

/**
 * What a view sees of a logged event; undefined if nothing. A driver whose ticket was given to somebody else learns that
 * it left, and nothing else about it.
 * @param place.prev number of the event before it that this view could see
 */
export function seeEvent(logged: LoggedEvent, view: View, place: { epoch: string; prev: number }) {
  const { drivers, ...event } = logged;
  const { epoch, prev } = place;
  if (view.driverId === null || drivers?.now === view.driverId)
    return { ...event, epoch, prev } as BoardEvent;
  if (drivers?.before !== view.driverId) return undefined;
  const { seq, en, ticket_id } = event;
  return { evento: 'ticket_retirado', epoch, seq, prev, en, ticket_id } satisfies BoardEvent as BoardEvent;
}

/** The views that a logged event concerns. */
export function viewsOf({ drivers }: LoggedEvent): View[] {
  const ids = new Set([drivers?.now, drivers?.before].filter((id) => id != null));
  return [everything, ...[...ids].map((driverId) => ({ driverId }))];
}
