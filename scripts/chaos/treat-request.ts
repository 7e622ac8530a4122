import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { LineFault } from './faults.ts';
import type { Answered, Asked, Upstream } from './upstream.ts';

/** What the treatments need beside the request: where it goes, chance, and the line's own end. */
export type Line = {
  upstream: Upstream;
  random(): number;
  /** Aborted when the proxy ends. */
  end: AbortSignal;
  /** Resolves when the next request has been handed on, or soon. */
  nextPassed(): Promise<void>;
};
type Treatment = (asked: Asked, response: ServerResponse, line: Line) => Promise<void>;

/** How a request fares on a line without a fault. Without an answer from behind, the connection ends. */
export const pass: Treatment = async (asked, response, { upstream }) => {
  reply(response, await upstream.send(asked));
};

/** How a request fares under each fault. `refuse` needs none: there is nobody to connect to. */
export const treatments: Record<Exclude<LineFault, 'refuse'>, Treatment> = {
  // Before the receiver has it, or while it works on it: the sender cannot tell.
  async reset(asked, response, { upstream, random }) {
    if (random() < 0.5) void upstream.send(asked).catch(() => {});
    reset(response);
  },
  // Half-open: nobody answers and nobody closes, not even when the line is well again.
  blackhole: async () => {},
  async latency(asked, response, line) {
    await pause(200 + line.random() * 1_000, undefined, { signal: line.end });
    await pass(asked, response, line);
  },
  async trickle(asked, response, { upstream, end }) {
    const { status, headers, body } = await upstream.send(asked);
    response.writeHead(status, plain(headers, body.length));
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await pause(50, undefined, { signal: end });
    }
    response.end();
  },
  async 'drop-answer'(asked, response, { upstream }) {
    await upstream.send(asked);
    reset(response);
  },
  async unavailable(_asked, response, { random }) {
    const status = [500, 503, 429][Math.floor(random() * 3)] ?? 500;
    const wait = status === 500 ? {} : { 'retry-after': '1' };
    const body = Buffer.from(JSON.stringify({ type: 'about:blank', title: 'Busy', status }));
    reply(response, { status, headers: { 'content-type': 'application/problem+json', ...wait }, body });
  },
  async html(_asked, response) {
    const body = Buffer.from('<!doctype html><title>Welcome</title><p>Please sign in to the network.');
    reply(response, { status: 200, headers: { 'content-type': 'text/html' }, body });
  },
  async truncate(asked, response, { upstream }) {
    const answer = await upstream.send(asked);
    reply(response, { ...answer, body: answer.body.subarray(0, answer.body.length / 2) });
  },
  async double(asked, response, { upstream }) {
    const [one, other] = await Promise.allSettled([upstream.send(asked), upstream.send(asked)]);
    const answer = one.status === 'fulfilled' ? one : other;
    if (answer.status === 'rejected') throw answer.reason;
    reply(response, answer.value);
  },
  async reorder(asked, response, line) {
    await line.nextPassed();
    await pass(asked, response, line);
  },
};

function reply(response: ServerResponse, { status, headers, body }: Answered): void {
  response.writeHead(status, plain(headers, body.length)).end(body);
}

function plain({ 'transfer-encoding': _chunked, ...headers }: Answered['headers'], length: number) {
  return { ...headers, 'content-length': String(length) };
}

function reset({ socket }: ServerResponse): void {
  socket?.resetAndDestroy();
}
