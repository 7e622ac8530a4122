import { Agent, request } from 'node:http';
import { anOrder } from '../../test/support/orders.ts';
import { apiKey } from '../../test/support/services.ts';

/** What became of one request: its status, 0 when there was no answer. */
export type Try = { numero: string; status: number; retryAfter?: string; at: number; ms: number };

export type Load = {
  /** Numbers of the orders that were answered with 200 or 201, in order of their answers. */
  acknowledged: string[];
  tries: Try[];
  /** Resolves when the requests under way have ended. */
  stop(): Promise<void>;
};

/**
 * Posts orders over and over, `atOnce` at a time, each number until it is taken when `insist` is set, as a checkout
 * does; once only without it.
 */
export function startLoad(
  url: string,
  {
    atOnce,
    prefix,
    insist = false,
    pauseMs = 0,
  }: { atOnce: number; prefix: string; insist?: boolean; pauseMs?: number },
): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const acknowledged: string[] = [];
  const tries: Try[] = [];
  let stopped = false;
  let made = 0;

  async function checkout(): Promise<void> {
    while (!stopped) {
      made += 1;
      const numero = `${prefix}-${made}`;
      for (;;) {
        const tried = await postOrder(url, numero, agent);
        tries.push(tried);
        if (tried.status === 200 || tried.status === 201) acknowledged.push(numero);
        else if (insist && !stopped) {
          await pause(20);
          continue;
        }
        break;
      }
      if (pauseMs > 0) await pause(pauseMs);
    }
  }
  const running = Promise.all(Array.from({ length: atOnce }, checkout));
  return {
    acknowledged,
    tries,
    async stop() {
      stopped = true;
      await running;
      agent.destroy();
    },
  };
}

/** One order, posted once. Never rejects. */
export function postOrder(url: string, numero: string, agent: Agent): Promise<Try> {
  const body = JSON.stringify(anOrder(numero));
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<Try>();
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'X-API-Key': apiKey,
  };
  const tell = (status: number, retryAfter?: string) => {
    const at = performance.now();
    resolve({ numero, status, retryAfter, at, ms: at - startedAt });
  };
  request(url, { method: 'POST', agent, headers }, (response) => {
    response.resume();
    // Only a whole answer counts: one that was cut off told the client nothing.
    response.once('close', () =>
      tell(response.complete ? (response.statusCode ?? 0) : 0, response.headers['retry-after']),
    );
  })
    .once('error', () => tell(0))
    .end(body);
  return promise;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
