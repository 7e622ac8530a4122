import type { Person } from '@relevo/contract';

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
