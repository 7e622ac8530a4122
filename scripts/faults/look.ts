import { Agent } from 'node:http';
import { get } from '../../test/support/http.ts';
import { pause, postOrder, type Try } from './load.ts';
import { exactly, type Figure } from './report.ts';
import type { Service } from './service.ts';

const agent = new Agent({ keepAlive: false });

type Kind = { orders: string; list: string };
const kinds = {
  store: { orders: '/api/pedidos', list: '/api/entregas' },
  tickets: { orders: '/api/tickets', list: '/api/tickets' },
} satisfies Record<string, Kind>;

/** What a service whose storage takes no write must say: 503 to orders, the truth to monitors, lists as before. */
export async function lookWhileItTakesNothing(
  what: string,
  name: 'store' | 'tickets',
  service: Service,
): Promise<Figure[]> {
  const { orders, list } = kinds[name];
  const refused = await postOrder(`${service.url}${orders}`, `EN-FALLA-${performance.now()}`, agent);
  const [listed, health, live] = await Promise.all(
    [list, '/healthz', '/livez'].map((path) => get(`${service.url}${path}`)),
  );
  return [
    exactly(`${what}: answer to an order`, refused.status, 503),
    exactly(`${what}: with Retry-After`, refused.retryAfter ?? 'none', '5'),
    exactly(
      `${what}: reading, /healthz, /livez`,
      `${listed?.status} ${health?.status} ${live?.status}`,
      '200 503 200',
    ),
    exactly(`${what}: the process goes on`, service.alive(), true),
  ];
}

/** Posts one order over and over until it is taken. @returns how long that took, ms */
export async function untilTaken(
  name: 'store' | 'tickets',
  service: Service,
  limitMs = 30_000,
): Promise<number> {
  const from = performance.now();
  for (;;) {
    const { status, at }: Try = await postOrder(
      `${service.url}${kinds[name].orders}`,
      `DE-VUELTA-${from}`,
      agent,
    );
    if (status === 201 || status === 200) return at - from;
    if (at - from > limitMs) return Number.POSITIVE_INFINITY;
    await pause(10);
  }
}

/** Posts orders until one is refused. @returns the numbers of those that were taken */
export async function untilRefused(
  name: 'store' | 'tickets',
  service: Service,
  prefix: string,
): Promise<string[]> {
  const taken: string[] = [];
  for (let made = 0; made < 50_000; made += 1) {
    const { numero, status } = await postOrder(
      `${service.url}${kinds[name].orders}`,
      `${prefix}-${made}`,
      agent,
    );
    if (status !== 201) return taken;
    taken.push(numero);
  }
  throw new Error('the fault never came');
}
