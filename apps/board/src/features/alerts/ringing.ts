import { isOpen, mayDo, type Person, type Ticket } from '@relevo/contract';
import type { Connection } from '../../live/connection.ts';

/** What a page knows when it decides whether it rings. */
type RingFacts = {
  person: Person | null;
  /** Ids of the tickets that came in live since this person is at the board. */
  live: ReadonlySet<number>;
  /** As this page shows them: an acknowledgement that is not sent yet counts. */
  tickets: ReadonlyMap<number, Ticket>;
  connection: Connection['kind'];
  /** Ids of what a driver has seen on this page. */
  seen: ReadonlySet<number>;
};

/**
 * Picks the tickets that ring now: they came in live, and nobody has acknowledged or moved them. Without a connection
 * they go on ringing, because an order that nobody hears is worse than noise, and a tap silences it. Where nobody can
 * tap (a TV) they are silent until the connection is back and the page knows what others have done.
 */
export function decideRinging({ person, live, tickets, connection, seen }: RingFacts): Ticket[] {
  if (!person) return [];
  const isDriver = person.rol === 'repartidor';
  if (!isDriver && !mayAcknowledge(person) && connection === 'offline') return [];
  return [...live].flatMap((id) => {
    const ticket = tickets.get(id);
    if (!ticket) return [];
    // The shop has acknowledged it by giving it to them: whether the driver has seen it, only their phone knows.
    return (isDriver ? isOpen(ticket.estado) && !seen.has(id) : isUnseen(ticket)) ? [ticket] : [];
  });
}

export function mayAcknowledge({ rol }: Person): boolean {
  return mayDo(rol, 'reconocer');
}

/** Whether nobody has acknowledged an order yet, on any device. */
export function isUnseen({ estado, reconocido }: Ticket): boolean {
  return estado === 'pendiente' && !reconocido;
}
