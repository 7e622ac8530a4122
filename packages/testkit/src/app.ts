import type { RequestListener } from 'node:http';
import type { Stream } from 'node:stream';
import supertest from 'supertest';
import { type Requests, requestsBy } from './http.ts';

/** Ways to ask an app that nobody serves: supertest gives each request a server of its own. */
export function requestsTo(app: RequestListener): Requests {
  return requestsBy(async ({ method, path, headers, body }) => {
    const request = supertest(app)[methodOf(method)](path).set(headers).redirects(0).buffer(true);
    // What goes out is text or bytes already.
    request.serialize((written) => written);
    const { status, headers: received, body: text } = await request.parse(readText).send(bodyOf(body));
    return { status, headers: headersOf(received), text };
  });
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
function readText(response: Stream, done: (error: Error | null, text: string) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
  response.on('error', (error) => done(error, ''));
  response.on('end', () => done(null, Buffer.concat(chunks).toString()));
}
