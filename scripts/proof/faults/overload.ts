import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { get } from '@relevo/testkit/http';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { percentile } from '../../figures.ts';
import { flood, isTaken, postOrder } from '../load.ts';
import { column, doubledTickets, missing, orderNumbers, ticketNumbers, watchMemory } from '../observe.ts';
import type { FaultOptions } from '../options.ts';
import { atLeast, atMost, exactly, type Figure, fact, type Report } from '../report.ts';
import { nobody, type Service, startService } from '../services.ts';

const times = 5;
// All four thousand connections come from one address here.
const manyConnections = { MAX_CONNECTIONS_PER_ADDRESS: '10000' };

/**
 * Each service gets five times the orders it can take, for a minute: it refuses what is too much, answers the rest
 * soon, keeps no memory, loses nothing, and is itself again at once.
 */
export async function overload({ seconds = 60 }: FaultOptions): Promise<Report> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir()).path;
  const tickets = stack.use(
    await startService('tickets', dir, { env: { STORE_URL: nobody, ...manyConnections } }),
  );
  const file = `${dir}/tickets.db`;
  const report = await drown('tickets', tickets, '/api/tickets', { seconds, limitMs: 3_000 });
  report.figures.push(
    exactly('tickets: of the accepted orders not stored', missing(file, ticketNumbers, report.taken), 0),
  );

  // Without RELAY_WAIT_MS, so that an answer waits for nothing but the store itself.
  const store = stack.use(
    await startService('store', dir, {
      env: { TICKETS_URL: tickets.url, RELAY_WAIT_MS: '0', ...manyConnections },
    }),
  );
  const relayed = await drown('store', store, '/api/pedidos', { seconds, limitMs: 3_000 });
  const from = performance.now();
  await until(
    () => pause(200).then(() => get(`${store.url}/api/entregas`)),
    ({ body }) => body.cuentas.pendiente === 0,
    300_000,
  );
  const lateMs = performance.now() - from;
  return [
    ...report.figures,
    ...relayed.figures,
    exactly(
      'store: of the accepted orders not stored',
      missing(`${dir}/store.db`, orderNumbers, relayed.taken),
      0,
    ),
    fact('store: the last of them a ticket, after the flood', `${Math.round(lateMs / 100) / 10} s`),
    exactly('store: of the accepted orders without a ticket', missing(file, ticketNumbers, relayed.taken), 0),
    exactly('orders with two tickets', column(file, doubledTickets).length, 0),
  ];
}

async function drown(
  name: string,
  service: Service,
  path: string,
  { seconds, limitMs }: { seconds: number; limitMs: number },
): Promise<{ figures: Figure[]; taken: string[] }> {
  const url = service.url + path;
  await flood(url, { atOnce: 128, seconds: 3, prefix: 'CALENTAMIENTO' });
  const usual = await flood(url, { atOnce: 128, seconds: 5, prefix: 'CAPACIDAD' });
  const capacity = usual.filter(isTaken).length / 5;
  const memory = watchMemory(service.url);
  const tries = await flood(url, { perSecond: times * capacity, seconds, prefix: 'AVALANCHA' });
  const over = performance.now();
  const calmMs = (await untilCalm(url)) - over;
  const grown = await memory.stop();

  const taken = tries.filter(isTaken);
  const refused = tries.filter(({ status }) => status === 503 || status === 429);
  const waits = taken.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const asked = tries.length / seconds;
  return {
    taken: taken.map(({ numero }) => numero),
    figures: [
      fact(`${name}: takes`, `${Math.round(capacity)} orders/s`),
      fact(`${name}: was asked`, `${Math.round(asked)} orders/s, for ${seconds} s`),
      // A generator that cannot keep up has shown nothing.
      atLeast(`${name}: … times what it takes`, asked / capacity, 0.98 * times),
      fact(
        `${name}: took meanwhile`,
        `${Math.round(taken.length / seconds)} orders/s, refused ${refused.length}`,
      ),
      exactly(`${name}: refused without Retry-After`, refused.filter((one) => !one.retryAfter).length, 0),
      exactly(`${name}: answered otherwise, or not at all`, tries.length - taken.length - refused.length, 0),
      fact(`${name}: an accepted order waited, p50`, `${Math.round(percentile(waits, 0.5))} ms`),
      atMost(`${name}: … p99`, percentile(waits, 0.99), limitMs, 'ms'),
      atMost(`${name}: … at most`, percentile(waits, 1), 2 * limitMs, 'ms'),
      atMost(`${name}: memory from a third of the flood to its end`, grown, 64, 'MiB more'),
      atMost(`${name}: normal again after`, calmMs, 5_000, 'ms'),
      exactly(`${name}: the process lives`, service.alive(), true),
    ],
  };
}

/** When twenty orders one after the other were each taken within 100 ms. */
async function untilCalm(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  for (let good = 0, made = 0; good < 20 && made < 2_000; made += 1) {
    const { status, ms } = await postOrder(url, `CALMA-${performance.now()}`, agent);
    good = status === 201 && ms < 100 ? good + 1 : 0;
    if (status !== 201) await pause(20);
  }
  agent.destroy();
  return performance.now();
}
