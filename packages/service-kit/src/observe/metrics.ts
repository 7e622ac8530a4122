import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The service's metrics. Register its own gauges and counters with `registers: [metrics.registry]`. */
export type Metrics = {
  registry: Registry;
  /** One finished request. `route` is the pattern, never the path: paths are without number. */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
};

/**
 * A registry of its own, so that two apps in one process (tests) do not share it.
 *
 * @param options.processMetrics also memory, event loop lag and GC; ask for it once in a process, in `main`
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
