import { ticketPaths } from '@relevo/contract';
import type { Route } from '@relevo/service-kit';
import { z } from 'zod';
import type { TicketStore } from '../store/ticket-store.ts';

const legacyHealthSchema = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  service: z.string(),
  database: z.enum(['ok', 'error']),
  total_tickets: z.int().nullable(),
  version: z.string(),
  timestamp: z.iso.datetime(),
});

/** `GET /health`, which older monitors read. */
export function legacyHealthRoute(deps: {
  store: Pick<TicketStore, 'count'>;
  /** Proves that the storage takes a write: what is only read can outlive the file it came from. */
  probe: () => Promise<void>;
  version: string;
  clock: { now(): number };
}): Route {
  const { store, probe, version, clock } = deps;
  return {
    method: 'get',
    path: ticketPaths.legacyHealth,
    doc: {
      summary: 'Salud, como la leen monitores anteriores',
      responses: {
        200: { description: 'Sano', schema: legacyHealthSchema },
        503: { description: 'No sano' },
      },
    },
    handler: async (_request, response) => {
      const total = await Promise.all([store.count(), probe()]).then(
        ([count]) => count,
        () => null,
      );
      const healthy = total !== null;
      if (!healthy) response.set('Retry-After', '5');
      response.status(healthy ? 200 : 503).json({
        status: healthy ? 'healthy' : 'unhealthy',
        service: 'relevo-tickets',
        database: healthy ? 'ok' : 'error',
        total_tickets: total,
        version,
        timestamp: new Date(clock.now()).toISOString(),
      });
    },
  };
}
