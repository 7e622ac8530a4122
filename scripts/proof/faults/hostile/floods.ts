import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { tempDir } from '@relevo/testkit/temp-dir';
import { percentile } from '../../../figures.ts';
import { metric, usedHeap } from '../../../metrics.ts';
import { flood as floodWithOrders, postOrder, type Try } from '../../load.ts';
import { atMost, exactly, type Figure, fact } from '../../report.ts';
import { nobody, type Service, startService } from '../../services.ts';
import { signInAnew } from './attack-http.ts';
import type { Flooded, FloodName, FloodRequest } from './flood-process.ts';

const preload = new URL('./collect-garbage.mjs', import.meta.url).href;
const measured = { NODE_OPTIONS: `--expose-gc --import=${preload}` };
const orders = 50;
const seconds = 5;
const roomMiB = 64;
// What caches may hold more than before.
const keptRoomMiB = 8;

/** What each flood sends, as the report calls it. */
const told: Record<FloodName, string> = {
  greetingsInBodies: '190 bodies of 21 800 packets of nobody',
  greetings: '`40` of nobody over and over on WebSockets',
  pings: 'pings of nobody on WebSockets',
  wrongKeys: 'wrong keys on WebSockets',
  silentConnections: 'connections that send nothing',
  idleWebSockets: 'WebSockets that say nothing',
  pollingHandshakes: 'handshakes of long polling',
  subscriptions: '`suscribir` of somebody signed in at once, 10 000, read',
  subscriptionsUnread: '`suscribir` of somebody signed in at once, 10 000, unread',
  commands: 'commands of an operator without a pause',
  health: '`/healthz`',
  signIns: 'wrong passwords',
  wrongKeysOverHttp: 'wrong keys over HTTP',
  pipelined: '3 MiB of `GET /healthz` at once on each connection',
};
const onStore: FloodName[] = ['silentConnections', 'health', 'wrongKeysOverHttp', 'pipelined'];

/**
 * Floods each service in each way, one after the other, beside fifty orders in five seconds, from an address that floods as
 * well: all must be taken, soon, and memory must come back.
 * @param only some of the ways, to look into one of them
 */
export async function floods(only = Object.keys(told) as FloodName[]): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir()).path;
  const tickets = stack.use(await startService('tickets', dir, { env: { STORE_URL: nobody, ...measured } }));
  await fillBoard(tickets.url);
  const cookie = await signInAnew(tickets.url, `${dir}/tickets.db`);
  const figures = await floodAll(tickets, '/api/tickets', only, cookie);
  await tickets.end();
  const env = { TICKETS_URL: nobody, RELAY_WAIT_MS: '0', ...measured };
  const store = stack.use(await startService('store', dir, { env }));
  return [
    ...figures,
    ...(await floodAll(
      store,
      '/api/pedidos',
      onStore.filter((name) => only.includes(name)),
      '',
    )),
  ];
}

async function floodAll(
  service: Service,
  path: string,
  names: FloodName[],
  cookie: string,
): Promise<Figure[]> {
  const url = service.url + path;
  // V8 gives itself more room the first time that much happens at once; that is not what a flood keeps.
  await floodWithOrders(url, { atOnce: 128, seconds: 5, prefix: 'CALENTAMIENTO' });
  const figures: Figure[] = [];
  for (const flood of names) figures.push(...(await measure({ service, url, flood, cookie })));
  return figures;
}

async function measure(one: {
  service: Service;
  url: string;
  flood: FloodName;
  cookie: string;
}): Promise<Figure[]> {
  const { service, url, flood, cookie } = one;
  const { pid } = service;
  // At the ticket service on kept connections, as the store's relay does; at the store each on its own, as checkouts do.
  const agent = new Agent({ keepAlive: !url.includes('pedidos') });
  await Promise.all(Array.from({ length: 8 }, (_, nth) => postOrder(url, `ABRE-${flood}-${nth}`, agent)));
  const idle = percentileOf(await placeOrders(url, `SOLO-${flood}`, agent));
  const keptBefore = await keptMiB(service);
  const before = residentMiB(pid);
  const cpuBefore = cpuMs(pid);
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, residentMiB(pid));
  }, 50);
  const flooding = runFlood({ name: flood, url: service.url, cookie, seconds });
  const tries = await placeOrders(url, flood, agent);

  const { sent, open } = await flooding;
  const busy = Math.round((cpuMs(pid) - cpuBefore) / (seconds * 10));
  await pause(seconds * 1_000);
  clearInterval(looking);
  const kept = (await keptMiB(service)) - keptBefore;
  agent.destroy();
  const what = `${url.includes('pedidos') ? 'store' : 'tickets'}: ${told[flood]}`;
  const stayed = open > 0 ? `, ${open} of them open in the end` : '';
  const taken = tries.filter(({ status }) => status === 201).length;
  return [
    fact(what, `${sent} sent${stayed}; the service used ${busy} % of a core`),
    exactly(`${what}: orders taken`, taken, orders),
    atMost(`… p95, ${Math.round(idle)} ms before`, percentileOf(tries), Math.max(150, 3 * idle), 'ms'),
    atMost('… resident memory', most - before, roomMiB, 'MiB more'),
    atMost('… memory in use 5 s after', kept, keptRoomMiB, 'MiB more'),
    exactly('… the process lives', service.alive() && service.pid === pid, true),
  ];
}

/** Places fifty orders in five seconds, whether or not they are answered. */
async function placeOrders(url: string, prefix: string, agent: Agent): Promise<Try[]> {
  const began = performance.now();
  const placed = Array.from({ length: orders }, async (_, nth) => {
    await pause((nth * seconds * 1_000) / orders);
    return postOrder(url, `${prefix}-${began}-${nth}`, agent);
  });
  return Promise.all(placed);
}

function percentileOf(tries: readonly Try[]): number {
  return percentile(
    tries.map(({ ms }) => ms).toSorted((a, b) => a - b),
    0.95,
  );
}

/** Memory in use without garbage, inside the heap and outside. */
async function keptMiB({ pid, url }: Service): Promise<number> {
  process.kill(pid, 'SIGUSR2');
  await pause(500);
  const outside = await metric(url, 'nodejs_external_memory_bytes');
  return (await usedHeap(url)) + outside / 2 ** 20;
}

function residentMiB(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1_024;
}

function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // User and system time, in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Runs a flood in a process that leaves the processors to everybody else. */
async function runFlood(request: FloodRequest): Promise<Flooded> {
  const script = fileURLToPath(new URL('./flood-process.ts', import.meta.url));
  const child = spawn('nice', ['-n', '19', process.execPath, script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send(request);
  const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [
    { flooded?: Flooded; error?: string },
  ];
  child.kill();
  if (!answer?.flooded) throw new Error(`the flood ${request.name} ended: ${answer?.error ?? answer}`);
  return answer.flooded;
}

/** Puts five hundred tickets on the board: a snapshot of some 700 KiB. */
async function fillBoard(url: string): Promise<void> {
  for (let lot = 0; lot < 10; lot += 1) {
    const tickets = Array.from({ length: 50 }, (_, nth) =>
      anOrder(`LLENO-${lot}-${nth}`, { indicaciones: 'x'.repeat(500) }),
    );
    const { status } = await post(`${url}/api/tickets/lote`, { tickets });
    if (status !== 200) throw new Error(`the board was not filled: ${status}`);
  }
}
