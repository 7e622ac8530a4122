import { mayDo, type Person, type Ticket } from '@relevo/contract';
import type { Connection } from '../../live/connection.ts';

/** What a page knows when it decides whether it rings. */
type RingFacts = {
  person: Person | null;
  /** Ids of the tickets that came in live since this person is at the board. */
  live: ReadonlySet<number>;
  /** As this page shows them: an acknowledgement that is not sent yet counts. */
  tickets: ReadonlyMap<number, Ticket>;
  connection: Connection['kind'];
};

/**
 * Picks the tickets that ring now: they came in live, and nobody has acknowledged or moved them. Without a connection
 * they go on ringing, because an order that nobody hears is worse than noise, and a tap silences it. Where nobody can
 * tap (a TV) they are silent until the connection is back and the page knows what others have done.
 */
export function decideRinging({ person, live, tickets, connection }: RingFacts): Ticket[] {
  if (!person || person.rol === 'repartidor') return [];
  if (!mayAcknowledge(person) && connection === 'offline') return [];
  return [...live].flatMap((id) => {
    const ticket = tickets.get(id);
    return ticket && isUnseen(ticket) ? [ticket] : [];
  });
}

export function mayAcknowledge({ rol }: Person): boolean {
  return mayDo(rol, 'reconocer');
}

/** Whether nobody has acknowledged an order yet, on any device. */
export function isUnseen({ estado, reconocido }: Ticket): boolean {
  return estado === 'pendiente' && !reconocido;
}
