import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The service's metrics. A service registers its own gauges and counters with `registers: [metrics.registry]`. */
export type Metrics = {
  registry: Registry;
  /** Counts one finished request. `route` is the pattern, never the path: the number of paths is unbounded. */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
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
  };
}
