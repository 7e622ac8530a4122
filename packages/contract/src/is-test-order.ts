import type { Ticket } from './ticket.ts';

/** Who hands in the test orders, and what they say of where they come from. */
export const testCaller = 'tablero';
export const testOrigin = 'prueba';

/**
 * Whether a ticket came of somebody trying out the board. Both marks have to be there: a shop may call its own real
 * orders what it likes.
 */
export function isTestOrder({ fuente, origen }: Pick<Ticket, 'fuente' | 'origen'>): boolean {
  return fuente === testCaller && origen === testOrigin;
}
