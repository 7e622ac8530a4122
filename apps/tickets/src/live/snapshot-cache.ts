import type { BoardReply, Cursor } from '@relevo/contract';
import type { EventLog } from '../event-log/event-log.ts';
import type { View } from '../event-log/view.ts';
import { answerSubscription, deltaStart } from './board-reply.ts';
import { serializeOnce } from './socket-internals.ts';

/** A snapshot leaves out tickets that were closed long ago, so it ages even while the head stays the same. */
const maxAgeMs = 60_000;

type CachedSnapshot = { reply: BoardReply & { tipo: 'instantanea' }; at: number };

/** Answers subscriptions. Boards that reconnect together share one snapshot, read and serialized once per head. */
export function createSnapshotCache({ eventLog, clock }: { eventLog: EventLog; clock: { now(): number } }) {
  let cached: CachedSnapshot | undefined;

  async function cachedSnapshot(cursor: Cursor, view: View): Promise<BoardReply | undefined> {
    if (!cached || view.driverId !== null || clock.now() - cached.at > maxAgeMs) return undefined;
    const state = await eventLog.logState(view);
    const current = cached.reply.epoch === state.epoch && cached.reply.head === state.head;
    return current && deltaStart(cursor, state, view) === undefined ? cached.reply : undefined;
  }

  return async (cursor: Cursor, view: View): Promise<BoardReply> => {
    const shared = await cachedSnapshot(cursor, view);
    if (shared) return shared;
    const reply = await answerSubscription(eventLog, cursor, clock.now(), view);
    if (reply.tipo === 'instantanea' && view.driverId === null) {
      serializeOnce(reply);
      cached = { reply, at: clock.now() };
    }
    return reply;
  };
}
