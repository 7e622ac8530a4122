import type { Registry } from 'prom-client';
import type { Route } from './route.ts';

/** `GET /metrics` in the Prometheus text format. */
export function metricsRoute(registry: Registry): Route {
  return {
    method: 'get',
    path: '/metrics',
    doc: {
      summary: 'Métricas en formato Prometheus',
      responses: { 200: { description: 'Texto Prometheus' } },
    },
    async handler(_req, res) {
      const text = await registry.metrics();
      res.setHeader('Content-Type', registry.contentType);
      res.setHeader('Cache-Control', 'no-store');
      res.end(text);
    },
  };
}
