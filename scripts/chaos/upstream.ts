import http, { type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request or an answer, whole. */
export type Asked = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };
export type Answered = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** Hands requests on to the service behind a proxy. Rejects when no whole answer comes. */
export type Upstream = Disposable & { send(asked: Asked): Promise<Answered> };

export function createUpstream(target: () => string): Upstream {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

  function send({ method, path, headers, body }: Asked): Promise<Answered> {
    const { promise, resolve, reject } = Promise.withResolvers<Answered>();
    const { hostname, port } = new URL(target());
    const onward = http.request({ agent, hostname, port, method, path, headers }, (answer) => {
      buffer(answer).then(
        (read) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: read }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(body);
    return promise;
  }

  return { send, [Symbol.dispose]: () => agent.destroy() };
}
