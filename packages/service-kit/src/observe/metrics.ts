import { once } from 'node:events';
import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { listen } from '../process/listen.ts';

/** The service's metrics. A service registers its own gauges and counters with `registers: [metrics.registry]`. */
export type Metrics = {
  registry: Registry;
  /** Counts one finished request. `route` is the pattern, never the path: the number of paths is unbounded. */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /** Adds a counter with one label, at 0 for each of its values. The result counts one. */
  addCounter<V extends string>(counter: {
    name: string;
    help: string;
    label: string;
    values: readonly V[];
  }): (value: V) => void;
};

/**
 * Makes metrics with a registry of their own, so that two apps in one process (tests) do not share it.
 *
 * @param options.processMetrics adds memory, event loop lag and GC; set it once per process, at the start
 */
export function createMetrics(options: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer a request, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  return {
    registry,
    observeRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    addCounter({ name, help, label, values }) {
      const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
      for (const value of values) counter.inc({ [label]: value }, 0);
      return (value) => counter.inc({ [label]: value });
    },
  };
}

/**
 * Answers `GET /metrics` on a port of its own (METRICS_PORT), without a key: whoever reaches that port may read it.
 *
 * @throws SettingsError when the address cannot be taken
 */
export async function serveMetrics({ registry }: Metrics, { host, port }: { host: string; port: number }) {
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, async (req, res) => {
    const asked = req.method === 'GET' && req.url?.split('?')[0] === '/metrics';
    if (!asked) return void res.writeHead(404).end();
    try {
      const text = await registry.metrics();
      res.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).end(text);
    } catch {
      res.writeHead(500).end();
    }
  });
  server.maxConnections = 50;
  const { url } = await listen(server, host, port, 'METRICS_PORT');
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
