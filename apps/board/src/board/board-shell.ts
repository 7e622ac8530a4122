import type { ReadonlySignal } from '@preact/signals-core';
import type { Person, State } from '@relevo/contract';
import type { ComponentType } from 'preact';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import type { Clock } from '../device/clock.ts';
import type { Restored } from '../live/follow-log.ts';
import type { Router } from '../ui/router.ts';
import type { Updates } from '../version/version.tsx';
import type { BoardView } from './board-view.ts';
import type { Overview } from './overview.ts';

/** The board and its parts, which live as long as the page. */
export type BoardShell = {
  clock: Clock;
  router: Router;
  view: BoardView;
  overview: Overview;
  restored: Restored;
  updates: Updates;
};

type ForPerson = ComponentType<{ person: Person }>;
type ForWork = ComponentType<{ actions: TicketActions }>;

/** The parts that features add to the board. The board names the slots, `pages.tsx` fills them. */
export type BoardParts = {
  /** In the header: whether orders still arrive, and the menu. */
  Feed: ForPerson;
  Menu: ForPerson;
  /** Above the columns: a store that is silent, or whose orders wait. */
  Stores: ForPerson;
  /** Above the columns: the alert for new orders. */
  Alerts: ForWork;
  /** On top of a column or of a driver's list: the orders that somebody else has taken from there. */
  Lost: ComponentType<{ estado?: State }>;
  /** Among the toasts. */
  Notes: ForWork;
  /** Instead of the columns' content while there are no orders. */
  EmptyBoard: ForPerson;
  /** Between the filters and the columns. */
  Guide: ForWork;
  /** Instead of the columns: a driver's list. */
  Deliveries: ForWork;
  print(ticket: ShownTicket): void;
  /** Other text for screen readers beside the connection and new orders; '' if there is none. */
  spoken: ReadonlySignal<string>;
};
