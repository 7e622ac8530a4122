import { Agent, request as httpRequest } from 'node:http';
import type { HostileAnswer } from './judge-answer.ts';
import type { HostileRequest } from './requests.ts';

/** Sends requests to one service; `credentials` are the headers that stand for each kind. Never rejects. */
export function createSender(
  url: string,
  credentials: () => Record<HostileRequest['credentials'], Record<string, string>>,
) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(url);

  return function send({
    method,
    target,
    headers,
    body,
    credentials: who,
  }: HostileRequest): Promise<HostileAnswer> {
    const { promise, resolve } = Promise.withResolvers<HostileAnswer>();
    const lost = () => resolve({ status: 0, type: '', requestId: '', text: '' });
    const length: Record<string, string> = body ? { 'Content-Length': String(body.bytes.length) } : {};
    const asked = httpRequest({
      ...{ hostname, port, agent, method, timeout: 20_000 },
      // What is no Latin-1 goes out as the bytes of its UTF-8.
      path: Buffer.from(target.replace(/[^\x21-\uffff]/g, encodeURIComponent)).toString('latin1'),
      headers: { ...headers, ...body?.headers, ...length, ...credentials()[who] },
    });
    asked.on('error', lost).on('timeout', () => asked.destroy());
    asked.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          requestId: String(response.headers['x-request-id']),
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    asked.end(body?.bytes);
    return promise;
  };
}
