import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerStep } from './scripted-step.ts';

/**
 * What the peer does with one request.
 * - `{ status, headers?, body?, html?, text? }` answers. Without a body, 200 and 201 answer what the peer's
 *   `take` says, 4xx and 5xx with a problem+json.
 * - `drop` cuts the connection, `hang` never answers, `trickle` sends a body that never ends, a byte at a
 *   time, `cut` breaks off in the middle of the body, `store-then-drop` takes it and cuts.
 */
export type Step = Answer | 'drop' | 'hang' | 'trickle' | 'cut' | 'store-then-drop';
export type Answer = {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  html?: string;
  text?: string;
};

/** Takes a message in, as the service that the peer stands for would, and says what that one answers. */
export type Take = (request: PeerRequest) => {
  /** Instead of the step's. */
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
};

/** A request as it arrived; `at` in milliseconds since the epoch, `json` undefined where it is not JSON. */
export type PeerRequest = {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  json: unknown;
  at: number;
};

export type ScriptedPeer = {
  url: string;
  port: number;
  /** Every request in the order of arrival, also those that got no answer. */
  requests: PeerRequest[];
  /** Resolves as soon as `count` requests have arrived in all. */
  received(count: number): Promise<void>;
  /** Goes on with another script from the next request. */
  follow(script: Step[]): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A real HTTP server on a free loopback port that does as told: one step a request, the last one for ever.
 * For tests of whatever talks to another service: faults are data.
 */
export async function scriptedPeer(
  script: Step[] = [{ status: 200 }],
  take: Take = () => ({ body: {} }),
): Promise<ScriptedPeer> {
  const requests: PeerRequest[] = [];
  const waiting = new Set<{ count: number; resolve: () => void }>();
  let steps = [...script];

  const server = http.createServer(async (incoming, reply) => {
    incoming.on('error', () => {});
    const request = await readRequest(incoming).catch(() => undefined);
    if (!request) return;
    requests.push(request);
    const step = (steps.length > 1 ? steps.shift() : steps[0]) ?? { status: 200 };
    answerStep(step, request, reply, take);
    for (const waiter of waiting) {
      if (requests.length < waiter.count) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  });
  // As the real service: longer than the client's idle sockets live.
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.add({ count, resolve });
      }),
    follow(next) {
      steps = [...next];
    },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readRequest(incoming: http.IncomingMessage): Promise<PeerRequest> {
  const at = Date.now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, headers, body, json: parseJson(body), at };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
