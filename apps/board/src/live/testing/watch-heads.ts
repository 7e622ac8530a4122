import type { Transport } from '../transport.ts';
import type { ServerModel } from './server-model.ts';

/** Where the server's log ended when the present connection began, and in the first answer that came over it. */
export type Heads = { atStart: number; inFirstAnswer: number };

/** Looks on at a transport from outside of the board. */
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
