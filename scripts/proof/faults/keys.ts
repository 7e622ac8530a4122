import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ticketPaths } from '@relevo/contract';
import { call, get } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { tempDir } from '@relevo/testkit/temp-dir';
import { percentile } from '../../figures.ts';
import { post, type Reply } from '../load.ts';
import { column, doubledTickets, missing, ticketNumbers } from '../observe.ts';
import { atLeast, atMost, exactly, fact, type Report } from '../report.ts';
import { startService } from '../services.ts';
import { signInAnew } from './hostile/attack-http.ts';

const perSecond = 200;
/** What docs/operations.md promises, in milliseconds. */
const knownWithinMs = 1_000;

type Shown = { id: number; clave: string };

/**
 * 200 orders a second by one key while others are made, rotated and revoked, as fast as each is known: none of those orders
 * may be refused, each key must be good or refused within a second, and nothing may start again.
 */
export async function changingKeys({ seconds = 20 }: { seconds?: number }): Promise<Report> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir()).path;
  const tickets = stack.use(await startService('tickets', dir));
  const env = { TICKETS_URL: tickets.url, RATE_LIMIT_PER_IP: '1000000' };
  const store = stack.use(await startService('store', dir, { env }));
  const pids = [tickets.pid, store.pid];
  const headers = { Cookie: await signInAnew(tickets.url, `${dir}/tickets.db`), 'X-API-Key': undefined };
  const delays: number[] = [];

  async function change(method: string, path: string, body?: object): Promise<Shown> {
    const answer = await call(method, tickets.url + path, headers, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.body;
  }
  async function until(status: number, clave: string): Promise<void> {
    const from = performance.now();
    while ((await get(`${store.url}/api/pedidos/none`, { 'X-API-Key': clave })).status !== status)
      await pause(10);
    delays.push(performance.now() - from);
  }
  const make = (fuente: string) =>
    change('POST', ticketPaths.keys, { nombre: fuente, fuente, alcances: ['pedidos:escribir'] });

  const steady = await make('firme');
  const rotating = await make('rotada');
  await until(404, steady.clave);
  let current = rotating.clave;
  const steadyOrders = postSteadily(
    `${store.url}/api/pedidos`,
    'FIRME',
    seconds,
    perSecond * 0.75,
    () => steady.clave,
  );
  const rotatedOrders = postSteadily(
    `${store.url}/api/pedidos`,
    'ROTADA',
    seconds,
    perSecond * 0.25,
    () => current,
  );
  const end = performance.now() + seconds * 1_000;
  let changes = 0;
  for (let round = 0; performance.now() < end; round += 1) {
    const other = await make(`otra-${round}`);
    await until(404, other.clave);
    const rotated = await change('POST', `${ticketPaths.keys}/${rotating.id}/rotar`, {
      anterior_sirve_s: 3_600,
    });
    await until(404, rotated.clave);
    current = rotated.clave;
    await change('DELETE', `${ticketPaths.keys}/${other.id}`);
    await until(401, other.clave);
    changes += 3;
  }
  const replies = (await Promise.all([steadyOrders, rotatedOrders])).flat();
  const taken = replies.filter(({ status }) => status === 201).map(({ numero }) => numero);
  const file = `${dir}/tickets.db`;
  const waiting = async () =>
    (await get(`${store.url}/api/entregas?estado=pendiente`)).body.cuentas.pendiente;
  while ((await waiting()) > 0) await pause(50);
  const times = replies.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return [
    fact('orders, keys changed meanwhile', `${replies.length}, ${changes}`),
    atLeast('orders a second', replies.length / seconds, 0.95 * perSecond),
    exactly('orders refused', replies.length - taken.length, 0),
    fact(
      'p50, p95 of the answers',
      `${percentile(times, 0.5).toFixed(1)}, ${percentile(times, 0.95).toFixed(1)} ms`,
    ),
    atMost('longest until a key was good or refused', Math.max(...delays), knownWithinMs, 'ms'),
    exactly('orders taken without a ticket', missing(file, ticketNumbers, taken), 0),
    exactly('orders with two tickets', column(file, doubledTickets).length, 0),
    exactly('both processes live, the same', [tickets.pid, store.pid].join() === pids.join(), true),
  ];
}

/** Posts so many orders a second, whether or not they are answered, each with the key of its moment. */
async function postSteadily(
  url: string,
  prefix: string,
  seconds: number,
  rate: number,
  keyNow: () => string,
): Promise<(Reply & { numero: string })[]> {
  const agent = new Agent({ keepAlive: true });
  const began = performance.now();
  const replies = await Promise.all(
    Array.from({ length: seconds * rate }, async (_, nth) => {
      await pause(Math.max(0, began + (nth * 1_000) / rate - performance.now()));
      const numero = `${prefix}-${nth}`;
      const sent = post(url, JSON.stringify(anOrder(numero)), { agent, headers: { 'X-API-Key': keyNow() } });
      return { ...(await sent), numero };
    }),
  );
  agent.destroy();
  return replies;
}
