import fc from 'fast-check';
import { apiKey } from '../../../test/support/services.ts';
import { judgeAnswer } from './judge-answer.ts';
import { readApi } from './operations.ts';
import { type HostileRequest, requestsFor } from './requests.ts';
import { createSender } from './send.ts';

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

function faultOf(request: HostileRequest, answer: Parameters<typeof judgeAnswer>[0]): string | undefined {
  const head = request.method === 'HEAD';
  // An address that is no address is refused for that; nobody looks at the body then.
  const mustName = isAddress(request.target) ? request.body?.mustName : undefined;
  if (mustName && answer.status >= 200 && answer.status < 300)
    return `took what is of a wrong type: ${mustName}`;
  const { target, headers, body } = request;
  const sent = `${target} ${JSON.stringify(headers)} ${body?.bytes.toString() ?? ''}`;
  return judgeAnswer(answer, { head, mustName, secrets: [apiKey], sent });
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
