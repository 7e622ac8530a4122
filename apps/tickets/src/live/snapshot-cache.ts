import type { BoardReply, Cursor } from '@relevo/contract';
import type { EventLog } from '../event-log/event-log.ts';
import type { View } from '../event-log/view.ts';
import { answerSubscription, deltaStart } from './board-reply.ts';
import { serializeOnce } from './socket-internals.ts';

/** A snapshot also leaves out what was closed long ago, so even at one head it does not serve for ever. */
const freshMs = 60_000;

type Kept = { reply: BoardReply & { tipo: 'instantanea' }; at: number };

/** Answers subscriptions. Boards that come back together share one snapshot, read and serialised once per head. */
export function createAnswers({ eventLog, clock }: { eventLog: EventLog; clock: { now(): number } }) {
  let kept: Kept | undefined;

  async function keptSnapshot(cursor: Cursor, view: View): Promise<BoardReply | undefined> {
    if (!kept || view.driverId !== null || clock.now() - kept.at > freshMs) return undefined;
    const state = await eventLog.logState(view);
    const current = kept.reply.epoch === state.epoch && kept.reply.head === state.head;
    return current && deltaStart(cursor, state, view) === undefined ? kept.reply : undefined;
  }

  return async (cursor: Cursor, view: View): Promise<BoardReply> => {
    const shared = await keptSnapshot(cursor, view);
    if (shared) return shared;
    const reply = await answerSubscription(eventLog, cursor, clock.now(), view);
    if (reply.tipo === 'instantanea' && view.driverId === null) {
      serializeOnce(reply);
      kept = { reply, at: clock.now() };
    }
    return reply;
  };
}
