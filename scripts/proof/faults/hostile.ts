import { storePaths, ticketPaths } from '@relevo/contract';
import { get } from '@relevo/testkit/http';
import { tempDir } from '@relevo/testkit/temp-dir';
import { watchHeap } from '../observe.ts';
import type { FaultOptions } from '../options.ts';
import { atLeast, atMost, exactly, type Figure, fact, type Report } from '../report.ts';
import { type Service, startService } from '../services.ts';
import { type Attacked, attackHttp, signInAnew } from './hostile/attack-http.ts';
import { attackSockets, eventNames } from './hostile/attack-sockets.ts';
import { floods } from './hostile/floods.ts';
import { forgottenPaths, nameOf, readApi } from './hostile/operations.ts';
import { exchange, holdSlowBodies, isRefusal, rawAttacks } from './hostile/raw-bytes.ts';

const slowClients = 100;
// Garbage is then collected before it looks like memory that is kept, and a leak would end the process.
const smallHeap = { NODE_OPTIONS: '--max-old-space-size=96' };

/**
 * Every endpoint and every socket event of both services, with input that means harm: never a 5xx, never a crash, no
 * memory kept, and each refusal a problem as the contract has it.
 */
export async function hostile({ seed = 1, requests = 20_000 }: FaultOptions): Promise<Report> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir()).path;
  const tickets = stack.use(
    await startService('tickets', dir, {
      // As fast as they are answered: for the budget of messages see `floods`.
      env: { STORE_URL: 'http://127.0.0.1:1', SOCKET_MESSAGES_PER_SECOND: '1000', ...smallHeap },
    }),
  );
  const store = stack.use(
    await startService('store', dir, {
      env: { TICKETS_URL: 'http://127.0.0.1:1', RELAY_WAIT_MS: '0', DEMO: '1', ...smallHeap },
    }),
  );
  const signIn = () => signInAnew(tickets.url, `${dir}/tickets.db`);
  const share = Math.ceil(requests / 5);
  const slow = holdSlowBodies([
    { url: tickets.url, path: '/api/tickets', count: slowClients },
    { url: store.url, path: '/api/pedidos', count: slowClients },
  ]);

  const figures: Figure[] = [fact('seed', seed)];
  figures.push(
    ...(await attacked(
      'store',
      store,
      await endpoints(store, Object.values(storePaths)),
      slow,
      (onProgress) => attackHttp(store.url, { requests: 2 * share, seed, onProgress }),
    )),
  );
  figures.push(
    ...(await attacked(
      'tickets',
      tickets,
      await endpoints(tickets, Object.values(ticketPaths)),
      slow,
      (onProgress) => attackHttp(tickets.url, { requests: 2 * share, seed, signIn, onProgress }),
    )),
  );
  const headers = { Cookie: await signIn() };
  figures.push(
    ...(await attacked('sockets', tickets, { names: eventNames, forgotten: [] }, slow, (onProgress) =>
      attackSockets(tickets.url, { events: share, seed, headers, onProgress }),
    )),
  );
  for (const [name, service, path] of [
    ['tickets', tickets, '/api/tickets'],
    ['store', store, '/api/pedidos'],
  ] as const)
    figures.push(...(await rawBytes(name, service, path)));

  const slowShare = slow.share();
  const ends = await slow.stop();
  figures.push(
    atLeast(`${ends.length} bodies that never end: open in`, 100 * slowShare, 90, '% of the looks'),
    atMost(
      `${ends.length} bodies that never end: closed after`,
      Math.max(...ends.map(({ ms }) => ms)) / 1_000,
      70,
      's',
    ),
    exactly('… without 408', ends.filter(({ text }) => !text.startsWith('HTTP/1.1 408')).length, 0),
    ...(await floods()),
  );
  return figures;
}

async function attacked(
  name: string,
  service: Service,
  { names, forgotten }: Endpoints,
  slow: { look(): void },
  attack: (onProgress: () => Promise<void>) => Promise<Attacked>,
): Promise<Figure[]> {
  const memory = watchHeap(service.url);
  const { pid } = service;
  const { asked, faults, byStatus, byOperation } = await attack(() => {
    slow.look();
    return memory.look();
  });
  for (const fault of faults.slice(0, 20)) process.stderr.write(`${name}: ${fault}\n`);
  const statuses = [...byStatus].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status}×${times}`);
  return [
    fact(`${name}: hostile requests`, `${asked}: ${statuses.join(' ')}`),
    fact(`${name}: endpoints asked, the least asked`, `${byOperation.size}, ${least(byOperation)} times`),
    exactly(
      `${name}: endpoints without a request, paths of the contract without an endpoint`,
      [...names.filter((one) => !byOperation.has(one)), ...forgotten].join(' '),
      '',
    ),
    exactly(
      `${name}: 5xx, no answer, a refusal that is no proper problem, or something of the inside`,
      faults.length,
      0,
    ),
    exactly(`${name}: the process lives`, service.alive() && service.pid === pid, true),
    atMost(`${name}: memory kept`, memory.growth(), 16, 'MiB'),
  ];
}

type Endpoints = { names: string[]; forgotten: string[] };

/** The endpoints that must get requests, and the paths of the contract that none of them serves. */
async function endpoints(service: Service, contract: string[]): Promise<Endpoints> {
  const { operations } = await readApi(service.url);
  return { names: operations.map(nameOf), forgotten: forgottenPaths(operations, contract) };
}

function least(times: ReadonlyMap<string, number>): number {
  return Math.min(...times.values());
}

async function rawBytes(name: string, service: Service, path: string): Promise<Figure[]> {
  const { pid } = service;
  const attacks = rawAttacks(path);
  const bad: string[] = [];
  let silent = 0;
  for (const { what, bytes } of attacks) {
    const exchanged = await exchange(Number(new URL(service.url).port), bytes);
    if (!isRefusal(exchanged)) bad.push(`${what}: ${exchanged.end} ${exchanged.text.slice(0, 40)}`);
    if (exchanged.end === 'silent') silent += 1;
  }
  const live = await get(`${service.url}/livez`).catch(() => undefined);
  return [
    exactly(`${name}: ${attacks.length} sorts of bytes that are no HTTP, not refused`, bad.join('; '), ''),
    exactly(`${name}: … left open`, silent, 0),
    exactly(
      `${name}: … the process lives, /livez`,
      `${service.alive() && service.pid === pid} ${live?.status}`,
      'true 200',
    ),
  ];
}
