import { createHash, randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { apiKey, post } from '@relevo/testkit/http';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { faultInAnswer, type HostileAnswer } from './answer-fault.ts';
import { readApi } from './operations.ts';
import { type HostileRequest, requestsFor } from './requests.ts';

export type Attacked = {
  asked: number;
  faults: string[];
  byStatus: Map<number, number>;
  /** How many requests each endpoint got, or each event of a socket, by its name. */
  byOperation: Map<string, number>;
};

const atOnce = 8;

/**
 * Sends so many hostile requests to a service, to every endpoint in its OpenAPI document.
 * @param options.signIn makes a session, and a new one whenever a request has ended the last
 * @param options.onProgress called after each few hundred
 */
export async function attackHttp(
  url: string,
  options: {
    requests: number;
    seed: number;
    signIn?: () => Promise<string>;
    onProgress?: () => Promise<void>;
  },
): Promise<Attacked> {
  const { requests, seed, signIn, onProgress } = options;
  const api = await readApi(url);
  let cookie = (await signIn?.()) ?? '';
  const withKey: Record<string, string> = { 'X-API-Key': apiKey };
  const send = createSender(url, () => ({
    key: withKey,
    session: signIn ? { Cookie: cookie } : withKey,
    wrong: { 'X-API-Key': 'no-es-la-clave', Cookie: 'relevo=s%3Anada.nada' },
    none: {},
  }));
  const hostile = fc.sample(requestsFor(api), { seed, numRuns: requests });
  const attacked: Attacked = { asked: 0, faults: [], byStatus: new Map(), byOperation: new Map() };

  async function attack(): Promise<void> {
    for (let request = hostile.pop(); request; request = hostile.pop()) {
      const answer = await send(request);
      attacked.asked += 1;
      count(attacked.byStatus, answer.status);
      if (request.operation) count(attacked.byOperation, request.operation);
      const fault = faultOf(request, answer);
      if (fault) attacked.faults.push(`${fault}: ${tell(request)} → ${answer.text.slice(0, 300)}`);
      if (signIn && request.credentials === 'session' && answer.status === 401) cookie = await signIn();
      if (attacked.asked % 250 === 0) await onProgress?.();
    }
  }
  await Promise.all(Array.from({ length: atOnce }, attack));
  return attacked;
}

function faultOf(request: HostileRequest, answer: Parameters<typeof faultInAnswer>[0]): string | undefined {
  const head = request.method === 'HEAD';
  // An invalid address is refused before the body is read.
  const mustName = isAddress(request.target) ? request.body?.mustName : undefined;
  if (mustName && answer.status >= 200 && answer.status < 300)
    return `took what is of a wrong type: ${mustName}`;
  const { target, headers, body } = request;
  const sent = `${target} ${JSON.stringify(headers)} ${body?.bytes.toString() ?? ''}`;
  return faultInAnswer(answer, { head, mustName, secrets: [apiKey], sent });
}

export function count<T>(times: Map<T, number>, one: T): void {
  times.set(one, (times.get(one) ?? 0) + 1);
}

function isAddress(target: string): boolean {
  try {
    return /^[\x21-\x7e]*$/.test(decodeURIComponent(target) && target);
  } catch {
    return false;
  }
}

function tell({ method, target, headers, body, credentials }: HostileRequest): string {
  const more = JSON.stringify({ credentials, headers: { ...headers, ...body?.headers } });
  return `${method} ${target.slice(0, 200)} ${more.slice(0, 400)} ${body?.bytes.toString('latin1', 0, 400) ?? ''}`;
}

/** Sends requests to one service; `credentials` are the headers that stand for each kind. Never rejects. */
function createSender(
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
      hostname,
      port,
      agent,
      method,
      timeout: 20_000,
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

/** Writes a link that signs in the first admin into the database, as docs/operations.md says. @returns its token */
export function writeAdminLink(databaseFile: string): string {
  const token = randomBytes(24).toString('base64url');
  const hash = createHash('sha256').update(token).digest('base64url');
  const db = new Database(databaseFile, { timeout: 5_000 });
  try {
    db.prepare('INSERT INTO sign_in_links (token_hash, expires_at) VALUES (?, ?)').run(
      hash,
      Date.now() + 864e5,
    );
  } finally {
    db.close();
  }
  return token;
}

/** A new admin's session, by such a link. @returns its cookie */
export async function signInAnew(url: string, databaseFile: string): Promise<string> {
  const token = writeAdminLink(databaseFile);
  const answer = await post(`${url}/api/sesion`, { token }, { 'X-API-Key': undefined });
  if (answer.status !== 200) throw new Error(`not signed in: ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
