import type { ReadonlySignal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { ComponentType } from 'preact';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import type { Clock } from '../device/clock.ts';
import type { Restored } from '../live/follow-log.ts';
import type { Router } from '../ui/router.ts';
import type { Updates } from '../version/version.tsx';
import type { BoardView } from './board-view.ts';
import type { Overview } from './overview.ts';

/** The board and what belongs to it, for as long as the page lives. */
export type BoardShell = {
  clock: Clock;
  router: Router;
  view: BoardView;
  overview: Overview;
  restored: Restored;
  updates: Updates;
};

type ForPerson = ComponentType<{ person: Person }>;
type ForWork = ComponentType<{ work: TicketActions }>;

/** What the features put on the board. The board names the places, `pages.tsx` fills them. */
export type BoardParts = {
  /** In the head: whether orders still come in, and the way to everything else. */
  Feed: ForPerson;
  Menu: ForPerson;
  /** Over the columns: what calls people to new orders. */
  Alerts: ForWork;
  /** Among the notes at the edge. */
  Notes: ForWork;
  /** In place of the columns' content while there is no order at all. */
  EmptyBoard: ForPerson;
  /** Between the filters and the columns. */
  Guide: ForWork;
  /** A driver's list in place of the columns. */
  Deliveries: ForWork;
  print(ticket: ShownTicket): void;
  /** What is read out beside the connection and new orders; '' while there is nothing. */
  spoken: ReadonlySignal<string>;
};
