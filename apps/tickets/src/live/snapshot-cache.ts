import type { BoardReply, Cursor } from '@relevo/contract';
import type { Clock } from '@relevo/service-kit';
import type { EventLog, LogState } from '../event-log/event-log.ts';
import { type View, viewName } from '../event-log/view.ts';
import { answerSubscription, deltaStart } from './board-reply.ts';
import { serializeOnce } from './socket-internals.ts';

/** A reply leaves out tickets that were closed long ago, so it ages even while the head stays the same. */
const maxAgeMs = 60_000;
/** What is kept: this many replies, with this many tickets and events in all; the last one in any case. */
const maxReplies = 64;
const maxParts = 4_000;

type Kept = {
  reply: Promise<BoardReply>;
  view: string;
  epoch: string;
  head: number;
  at: number;
  parts: number;
};

/**
 * Answers subscriptions. Boards that ask together from one position, at one head of the log and with one view, share one
 * reply: it is read once, also while the reading is still under way, and serialized once.
 */
export function createSnapshotCache({
  eventLog,
  clock,
}: {
  eventLog: EventLog;
  clock: Pick<Clock, 'now' | 'monotonic'>;
}) {
  // The oldest first.
  const kept = new Map<string, Kept>();

  function dropOld(): void {
    let parts = [...kept.values()].reduce((sum, one) => sum + one.parts, 0);
    for (const [name, one] of kept) {
      if (kept.size === 1 || (kept.size <= maxReplies && parts <= maxParts)) return;
      kept.delete(name);
      parts -= one.parts;
    }
  }

  function dropPassed(view: string, { epoch, head }: LogState): void {
    for (const [name, one] of kept)
      if (one.view === view && (one.epoch !== epoch || one.head !== head)) kept.delete(name);
  }

  function keep(name: string, view: string, state: LogState, reply: Promise<BoardReply>): void {
    dropPassed(view, state);
    const { epoch, head } = state;
    const one: Kept = { reply, view, epoch, head, at: clock.monotonic(), parts: 0 };
    kept.delete(name);
    kept.set(name, one);
    reply.then(
      (read) => {
        serializeOnce(read);
        one.parts = read.tipo === 'delta' ? read.eventos.length : read.tickets.length;
        dropOld();
      },
      () => void (kept.get(name) === one && kept.delete(name)),
    );
    dropOld();
  }

  return async (cursor: Cursor, view: View): Promise<BoardReply> => {
    // Read now, and not with what is shared: a reply from before an event that this board was sent would lack it.
    const state = await eventLog.logState(view);
    const from = deltaStart(cursor, state, view) ?? 'all';
    const name = [viewName(view), state.epoch, state.head, from].join(' ');
    const shared = kept.get(name);
    if (shared && clock.monotonic() - shared.at <= maxAgeMs) return shared.reply;
    const reply = answerSubscription(eventLog, cursor, clock.now(), view);
    keep(name, viewName(view), state, reply);
    return reply;
  };
}
