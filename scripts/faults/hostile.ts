import { storePaths, ticketPaths } from '@relevo/contract';
import { tempDir } from '../../test/support/temp-dir.ts';
import { type Attacked, attackHttp } from './hostile/attack-http.ts';
import { attackSockets } from './hostile/attack-sockets.ts';
import { watchMemory } from './hostile/memory.ts';
import { forgottenPaths, readApi } from './hostile/operations.ts';
import { exchange, rawAttacks, slowBody } from './hostile/raw-bytes.ts';
import { signInAnew } from './hostile/sign-in.ts';
import type { FaultOptions } from './options.ts';
import { atMost, exactly, type Figure, fact, type Report } from './report.ts';
import { type Service, startService } from './service.ts';

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
    await startService('tickets', dir, { env: { STORE_URL: 'http://127.0.0.1:1', ...smallHeap } }),
  );
  const store = stack.use(
    await startService('store', dir, {
      env: { TICKETS_URL: 'http://127.0.0.1:1', RELAY_WAIT_MS: '0', DEMO: '1', ...smallHeap },
    }),
  );
  const signIn = () => signInAnew(tickets.url, `${dir}/tickets.db`);
  const share = Math.ceil(requests / 5);
  const slow = Promise.all([...slowOnes(tickets, '/api/tickets'), ...slowOnes(store, '/api/pedidos')]);

  const figures: Figure[] = [fact('seed', seed)];
  figures.push(
    ...(await attacked('store', store, Object.values(storePaths), (onProgress) =>
      attackHttp(store.url, { requests: 2 * share, seed, onProgress }),
    )),
  );
  figures.push(
    ...(await attacked('tickets', tickets, Object.values(ticketPaths), (onProgress) =>
      attackHttp(tickets.url, { requests: 2 * share, seed, signIn, onProgress }),
    )),
  );
  const headers = { Cookie: await signIn() };
  figures.push(
    ...(await attacked('sockets', tickets, [], (onProgress) =>
      attackSockets(tickets.url, { events: share, seed, headers, onProgress }),
    )),
  );
  for (const [name, service, path] of [
    ['tickets', tickets, '/api/tickets'],
    ['store', store, '/api/pedidos'],
  ] as const)
    figures.push(await rawBytes(name, service, path));

  const ends = await slow;
  figures.push(
    atMost(
      `${ends.length} bodies that never end: closed after`,
      Math.max(...ends.map(({ ms }) => ms)) / 1_000,
      70,
      's',
    ),
    exactly('… without 408', ends.filter(({ text }) => !text.startsWith('HTTP/1.1 408')).length, 0),
  );
  return figures;
}

async function attacked(
  name: string,
  service: Service,
  paths: string[],
  attack: (onProgress: () => Promise<void>) => Promise<Attacked>,
): Promise<Figure[]> {
  const memory = watchMemory(service.url);
  const { pid } = service;
  const { operations } = await readApi(service.url);
  const { asked, faults, byStatus } = await attack(memory.look);
  for (const fault of faults.slice(0, 20)) process.stderr.write(`${name}: ${fault}\n`);
  const statuses = [...byStatus].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status}×${times}`);
  return [
    fact(`${name}: hostile requests`, `${asked}: ${statuses.join(' ')}`),
    exactly(`${name}: paths of the contract left out`, forgottenPaths(operations, paths).join(' '), ''),
    exactly(
      `${name}: 5xx, no answer, a refusal that is no proper problem, or something of the inside`,
      faults.length,
      0,
    ),
    exactly(`${name}: the process lives`, service.alive() && service.pid === pid, true),
    atMost(`${name}: memory kept`, memory.growth(), 16, 'MiB'),
  ];
}

async function rawBytes(name: string, service: Service, path: string): Promise<Figure> {
  const attacks = rawAttacks(path);
  const bad: string[] = [];
  for (const { what, bytes } of attacks) {
    const text = await exchange(Number(new URL(service.url).port), bytes);
    const good =
      text === '' || (/^HTTP\/1\.1 4\d\d /.test(text) && text.includes('application/problem+json'));
    if (!good) bad.push(`${what}: ${text.slice(0, 40)}`);
  }
  return exactly(
    `${name}: ${attacks.length} sorts of bytes that are no HTTP, not refused`,
    bad.join('; '),
    '',
  );
}

function slowOnes(service: Service, path: string) {
  return Array.from({ length: slowClients }, () => slowBody(Number(new URL(service.url).port), path));
}
