import type { ShownTicket } from '../actions/queued-command.ts';

/** The state of a ticket's row. */
export type RowLook = {
  ticket: ShownTicket;
  /** The filter hides it. */
  hidden: boolean;
  /** It is highlighted. */
  marked: boolean;
};

/**
 * Makes the rows of a list of tickets. An unchanged row is the same object as before, so that the list skips it when it
 * draws: an event changes one of 500 cards.
 */
export function keepRows<Row>(make: (look: RowLook) => Row): (looks: readonly RowLook[]) => Row[] {
  let last = new Map<number, { look: RowLook; row: Row }>();
  return (looks) => {
    const made = looks.map((look) => {
      const before = last.get(look.ticket.ticket_id);
      return before && sameLook(before.look, look) ? before : { look, row: make(look) };
    });
    last = new Map(made.map((one) => [one.look.ticket.ticket_id, one]));
    return made.map(({ row }) => row);
  };
}

function sameLook(one: RowLook, other: RowLook): boolean {
  return one.ticket === other.ticket && one.hidden === other.hidden && one.marked === other.marked;
}
