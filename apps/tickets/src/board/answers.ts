import type { BoardReply, Cursor } from '@relevo/contract';
import type { TicketStore } from '../store/ticket-store.ts';
import { answerSubscription, deltaStart } from './answer-subscription.ts';
import { serializeOnce } from './serialize-once.ts';
import type { View } from './view.ts';

/** A snapshot also leaves out what was closed long ago, so even at one head it does not serve for ever. */
const freshMs = 60_000;

type Kept = { reply: BoardReply & { tipo: 'instantanea' }; at: number };

/** Answers subscriptions. Boards that come back together share one snapshot, read and serialised once per head. */
export function createAnswers({ store, clock }: { store: TicketStore; clock: { now(): number } }) {
  let kept: Kept | undefined;

  async function keptSnapshot(cursor: Cursor, view: View): Promise<BoardReply | undefined> {
    if (!kept || view.driverId !== null || clock.now() - kept.at > freshMs) return undefined;
    const state = await store.logState(view);
    const current = kept.reply.epoch === state.epoch && kept.reply.head === state.head;
    return current && deltaStart(cursor, state, view) === undefined ? kept.reply : undefined;
  }

  return async (cursor: Cursor, view: View): Promise<BoardReply> => {
    const shared = await keptSnapshot(cursor, view);
    if (shared) return shared;
    const reply = await answerSubscription(store, cursor, clock.now(), view);
    if (reply.tipo === 'instantanea' && view.driverId === null) {
      serializeOnce(reply);
      kept = { reply, at: clock.now() };
    }
    return reply;
  };
}
