import type { ShownTicket } from '../actions/queued-command.ts';

/** What the row of a ticket looks like. */
export type RowLook = {
  ticket: ShownTicket;
  /** It does not pass the filter. */
  hidden: boolean;
  /** It stands out. */
  marked: boolean;
};

/**
 * Makes the rows of a list of tickets. A row in which nothing has changed is the very one that was made before, so that
 * drawing the list passes over it: of 500 cards an event changes one.
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
