import type { BoardEvent, BoardReply, Cursor } from '@relevo/contract';
import { everything, type View, viewName } from '../event-log/view.ts';

type Listener = { view?: View; send(event: BoardEvent): void };

/** Who gets live events, and whose are held back during a replay. */
type Subscriptions<L extends Listener> = {
  add(listener: L): void;
  remove(listener: L): void;
  /** Sends an event to every listener of this view. */
  publish(event: BoardEvent, view?: View): void;
  /** Brings one listener up to date from its cursor. Rejects if the log cannot be read. */
  replay(listener: L, cursor: Cursor, answer: (reply: BoardReply) => void): Promise<void>;
};

/**
 * Distributes live events. During a replay the events of that listener are held back; after its answer those above the
 * answer's head follow, so that it misses none in between.
 */
export function createSubscriptions<L extends Listener>(deps: {
  read: (cursor: Cursor, listener: L) => Promise<BoardReply>;
  /** Sends to every live listener of the view in one broadcast. */
  broadcast: (event: BoardEvent, view: View) => void;
  setLive: (listener: L, live: boolean) => void;
}): Subscriptions<L> {
  const held = new Map<L, BoardEvent[]>();

  function resume(listener: L, head: number): void {
    const waiting = held.get(listener);
    if (!waiting) return;
    held.delete(listener);
    for (const event of waiting) if (event.seq > head) listener.send(event);
    deps.setLive(listener, true);
  }

  return {
    add: (listener) => deps.setLive(listener, true),
    remove: (listener) => void held.delete(listener),

    publish(event, view = everything) {
      deps.broadcast(event, view);
      for (const [listener, waiting] of held) {
        if (viewName(listener.view ?? everything) === viewName(view)) waiting.push(event);
      }
    },

    async replay(listener, cursor, answer) {
      // A replay is running already; its end lets the live events follow without a gap.
      if (held.has(listener)) return answer(await deps.read(cursor, listener));
      deps.setLive(listener, false);
      held.set(listener, []);
      let head = Number.MAX_SAFE_INTEGER;
      try {
        const reply = await deps.read(cursor, listener);
        head = reply.head;
        answer(reply);
      } finally {
        // After a failed read none of the held events is sent: the board sees the gap and asks again.
        resume(listener, head);
      }
    },
  };
}
