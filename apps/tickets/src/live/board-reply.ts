import {
  type BoardEvent,
  type BoardReply,
  type Cursor,
  closedOnBoardMs,
  maxDeltaEvents,
} from '@relevo/contract';
import type { EventLog, LogState } from '../event-log/event-log.ts';
import {
  everything,
  type LoggedEvent,
  seeEvent,
  seesTicket,
  seeTickets,
  type View,
} from '../event-log/view.ts';

type BoardLog = Pick<EventLog, 'logState' | 'eventsAfter' | 'board'>;

/**
 * Reads what brings a board at `cursor` up to date: the exact delta, or a snapshot; never a part of either.
 * @param now epoch ms; decides which closed tickets the view still sees
 */
export async function answerSubscription(
  eventLog: BoardLog,
  cursor: Cursor,
  now: number,
  view: View = everything,
): Promise<BoardReply> {
  const state = await eventLog.logState(view);
  const desde = deltaStart(cursor, state, view);
  if (desde === undefined) return snapshot(eventLog, now, view);

  const logged = await eventLog.eventsAfter(desde, maxDeltaEvents + 1, view);
  const eventos = chain(withoutUnseen(logged, view, now), desde, view, state.epoch);
  if (logged.length > maxDeltaEvents || !isWhole(eventos, view)) return snapshot(eventLog, now, view);
  return { tipo: 'delta', epoch: state.epoch, desde, head: eventos.at(-1)?.seq ?? desde, eventos };
}

/** Where a delta may start; undefined where only a snapshot will do. `seq > head` means a restored backup. */
export function deltaStart({ epoch, seq }: Cursor, state: LogState, view: View): number | undefined {
  if (epoch !== state.epoch || seq === undefined || seq > state.head) return undefined;
  const tooFar = view.driverId === null && state.head - seq > maxDeltaEvents;
  return tooFar ? undefined : seq;
}

/**
 * Leaves out what a driver may not see any more at the end: tickets that they got and lost again while away, and tickets
 * that were closed too long ago. Of those, only the leaving remains.
 */
function withoutUnseen(logged: LoggedEvent[], view: View, now: number): LoggedEvent[] {
  const { driverId } = view;
  if (driverId === null) return logged;
  const last = new Map(logged.map((entry) => [entry.ticket_id, entry]));
  return logged.flatMap((entry) => {
    const end = last.get(entry.ticket_id) ?? entry;
    if (seesTicket(view, end.ticket, now) || entry.drivers?.now !== driverId) return entry;
    // The board may still have it from before, so its last event takes it away.
    return entry === end ? { ...entry, drivers: { now: null, before: driverId } } : [];
  });
}

/** The events as this view sees them, each with the number of the one before it; the first follows the cursor. */
function chain(logged: LoggedEvent[], desde: number, view: View, epoch: string): BoardEvent[] {
  let prev = desde;
  return logged.flatMap((entry) => {
    const event = seeEvent(entry, view, { epoch, prev });
    if (event) prev = event.seq;
    return event ?? [];
  });
}

/** Whether no event is missing: a view of everything sees every number. */
function isWhole(events: BoardEvent[], view: View): boolean {
  return view.driverId !== null || events.every((event) => event.seq === event.prev + 1);
}

async function snapshot(eventLog: BoardLog, now: number, view: View): Promise<BoardReply> {
  const closedSince = view.tv ? Number.MAX_SAFE_INTEGER : now - closedOnBoardMs;
  const { epoch, head, tickets } = await eventLog.board(closedSince, view);
  return { tipo: 'instantanea', epoch, head, tickets: seeTickets(tickets, view) };
}
