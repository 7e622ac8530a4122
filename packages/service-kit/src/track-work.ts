import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a server is busy with. */
export type Work = {
  /** Resolves when no request is in flight. */
  idle(): Promise<void>;
  /** The answer that is being made on this connection, if any. */
  answerOf(socket: object): ServerResponse | undefined;
  /** Cuts every connection, upgraded ones too. */
  cutAll(): void;
  inFlight(): number;
};

/** Watches a server's connections and requests. */
export function trackWork(server: Server): Work {
  const sockets = new Set<Socket>();
  // Nothing here has keys that come and go with each request. V8 copies such a Map or Set every hundred requests or so and
  // leaves the old copy a reference to the new one: once one of them has grown old, what all later ones hold lives until
  // the next full collection.
  const answers = new Map<object, ServerResponse | undefined>();
  let inFlight = 0;
  let onIdle: (() => void)[] = [];

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      answers.delete(socket);
    });
  });
  server.on('request', (req, res) => {
    const { socket } = req;
    inFlight += 1;
    answers.set(socket, res);
    res.once('close', () => {
      inFlight -= 1;
      if (answers.get(socket) === res) answers.set(socket, undefined);
      if (inFlight > 0) return;
      for (const resolve of onIdle) resolve();
      onIdle = [];
    });
  });

  return {
    idle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    answerOf: (socket) => answers.get(socket),
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    inFlight: () => inFlight,
  };
}
