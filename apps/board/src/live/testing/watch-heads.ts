import type { Transport } from '../transport.ts';
import type { ServerModel } from './server-model.ts';

/** Where the server's log ended when the current connection began, and in its first answer. */
export type Heads = { atStart: number; inFirstAnswer: number };

/** Observes a transport from outside the board. */
export function watchHeads(wire: Transport, server: ServerModel): { transport: Transport; heads: Heads } {
  const heads: Heads = { atStart: 0, inFirstAnswer: Number.POSITIVE_INFINITY };
  return {
    heads,
    transport: {
      ...wire,
      open: (listener) =>
        wire.open({
          ...listener,
          connected() {
            heads.atStart = server.head();
            heads.inFirstAnswer = Number.POSITIVE_INFINITY;
            listener.connected();
          },
        }),
      subscribe: (cursor, answer) =>
        wire.subscribe(cursor, (reply) => {
          if ('head' in reply) heads.inFirstAnswer = Math.min(heads.inFirstAnswer, reply.head);
          answer(reply);
        }),
    },
  };
}
