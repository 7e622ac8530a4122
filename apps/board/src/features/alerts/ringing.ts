import { mayDo, type Person, type Ticket } from '@relevo/contract';
import type { Connection } from '../../live/connection.ts';

/** What a page knows when it has to decide whether it rings. */
type RingFacts = {
  person: Person | null;
  /** Ids of the tickets that came in live since this person is at the board. */
  live: ReadonlySet<number>;
  /** As this page shows them: an acknowledgement that is still to be sent counts here. */
  tickets: ReadonlyMap<number, Ticket>;
  connection: Connection['kind'];
};

/**
 * The tickets that call for somebody now: they came in live, and nobody has acknowledged or moved them on. Without a
 * connection they go on calling, because an order that nobody hears of is worse than noise, and a tap silences it;
 * where nobody can tap (a TV) they are silent until it is known again what others have done.
 */
export function decideRinging({ person, live, tickets, connection }: RingFacts): Ticket[] {
  if (!person || person.rol === 'repartidor') return [];
  if (!mayAcknowledge(person) && connection === 'sin-conexion') return [];
  return [...live].flatMap((id) => {
    const ticket = tickets.get(id);
    return ticket && isUnseen(ticket) ? [ticket] : [];
  });
}

export function mayAcknowledge({ rol }: Person): boolean {
  return mayDo(rol, 'reconocer');
}

/** Nobody has taken note of it yet, on any device. */
export function isUnseen({ estado, reconocido }: Ticket): boolean {
  return estado === 'pendiente' && !reconocido;
}
