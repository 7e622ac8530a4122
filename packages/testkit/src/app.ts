import type { RequestListener } from 'node:http';
import type { Stream } from 'node:stream';
import supertest from 'supertest';
import { type Outgoing, type Requests, requestsBy } from './http.ts';

/** Ways to ask an app that nobody serves: supertest gives each request a server of its own. */
export function requestsTo(app: RequestListener): Requests {
  return requestsBy(async (request) => {
    const { status, headers, bytes } = await sendTo(app, request);
    return { status, headers, text: bytes.toString() };
  });
}

/** The same as `fetch` with a path: for whoever reads answers that are not JSON. */
export function fetchTo(app: RequestListener) {
  return async (path: string, init: Init = {}): Promise<Response> => {
    const { method = 'GET', headers, body } = init;
    const sent = Object.fromEntries(new Headers(headers));
    const { bytes, ...received } = await sendTo(app, { method, path, headers: sent, body });
    return new Response(bytes.length === 0 ? null : bytes, received);
  };
}
type Init = Partial<Pick<Outgoing, 'method' | 'headers' | 'body'>>;

async function sendTo(app: RequestListener, { method, path, headers, body }: Outgoing) {
  const request = supertest(app)[methodOf(method)](path).set(headers).redirects(0).buffer(true);
  // What goes out is text or bytes already.
  request.serialize((written) => written);
  const answer = await request.parse(readBytes).send(bodyOf(body));
  // An answer to HEAD is not read.
  const bytes: Buffer<ArrayBuffer> = Buffer.isBuffer(answer.body)
    ? Buffer.from(answer.body)
    : Buffer.alloc(0);
  return { status: answer.status, headers: headersOf(answer.headers), bytes };
}

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';
const methodOf = (method: string) => method.toLowerCase() as Method;

const bodyOf = (body?: string | Uint8Array<ArrayBuffer>) =>
  body instanceof Uint8Array ? Buffer.from(body) : body;

function headersOf(received: Record<string, string | string[]>): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(received)) {
    for (const value of [values].flat()) headers.append(name, value);
  }
  return headers;
}

/** Keeps the body as it came: what is JSON and what is not is for the test to say. */
function readBytes(response: Stream, done: (error: Error | null, bytes: Buffer) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
  response.on('error', (error) => done(error, Buffer.alloc(0)));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}
