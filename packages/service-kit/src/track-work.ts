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
  const answers = new Map<object, ServerResponse>();
  const inFlight = new Set<ServerResponse>();
  let onIdle: (() => void)[] = [];

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      answers.delete(socket);
    });
  });
  server.on('request', (req, res) => {
    inFlight.add(res);
    answers.set(req.socket, res);
    res.once('close', () => {
      inFlight.delete(res);
      if (answers.get(req.socket) === res) answers.delete(req.socket);
      if (inFlight.size > 0) return;
      for (const resolve of onIdle) resolve();
      onIdle = [];
    });
  });

  return {
    idle: () => (inFlight.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    answerOf: (socket) => answers.get(socket),
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    inFlight: () => inFlight.size,
  };
}
