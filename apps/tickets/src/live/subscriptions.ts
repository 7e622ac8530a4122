import type { BoardEvent, BoardReply, Cursor } from '@relevo/contract';
import { HttpProblem } from '@relevo/service-kit';
import { everything, type View, viewName } from '../event-log/view.ts';

type Listener = { view?: View; send(event: BoardEvent): void };

/** Who gets live events, and whose are held back during a replay. */
type Subscriptions<L extends Listener> = {
  add(listener: L): void;
  remove(listener: L): void;
  /** Sends an event to every listener of this view. */
  publish(event: BoardEvent, view?: View): void;
  /**
   * Brings one listener up to date from its cursor, one replay at a time: while one is under way, the next waits until
   * its answer has left, and only the latest waits.
   * @throws HttpProblem 429 for one that waited when a later one came; an error if the log cannot be read
   */
  replay(listener: L, cursor: Cursor, answer: (reply: BoardReply) => void): Promise<void>;
  /** How many listeners it keeps track of. */
  sizes(): { held: number; replaying: number };
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
  /** Resolves when everything sent to a listener has left the process. */
  sent?: (listener: L) => Promise<void>;
}): Subscriptions<L> {
  const held = new Map<L, BoardEvent[]>();
  const turns = new Map<L, { next?: PromiseWithResolvers<void> }>();

  /** Takes the turn of a listener. @returns what to wait for where another replay is under way */
  function takeTurn(listener: L): Promise<void> | undefined {
    const turn = turns.get(listener);
    if (!turn) {
      turns.set(listener, {});
      return undefined;
    }
    turn.next?.reject(replaced());
    turn.next = Promise.withResolvers();
    return turn.next.promise;
  }

  function endTurn(listener: L): void {
    const next = turns.get(listener)?.next;
    if (next) turns.set(listener, {});
    else turns.delete(listener);
    next?.resolve();
  }

  function resume(listener: L, head: number): void {
    const waiting = held.get(listener);
    if (!waiting) return;
    held.delete(listener);
    for (const event of waiting) if (event.seq > head) listener.send(event);
    deps.setLive(listener, true);
  }

  return {
    add: (listener) => deps.setLive(listener, true),
    remove(listener) {
      held.delete(listener);
      turns.get(listener)?.next?.reject(replaced());
      turns.delete(listener);
    },
    sizes: () => ({ held: held.size, replaying: turns.size }),

    publish(event, view = everything) {
      deps.broadcast(event, view);
      for (const [listener, waiting] of held) {
        if (viewName(listener.view ?? everything) === viewName(view)) waiting.push(event);
      }
    },

    async replay(listener, cursor, answer) {
      const turn = takeTurn(listener);
      if (turn) await turn;
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
        void (deps.sent?.(listener) ?? Promise.resolve()).then(() => endTurn(listener));
      }
    },
  };
}

function replaced(): HttpProblem {
  return new HttpProblem('demasiadas-solicitudes', 'Ya hay un pedido del tablero en curso.');
}
