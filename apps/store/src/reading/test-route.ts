import { storePaths } from '@relevo/contract';
import type { Route } from '@relevo/service-kit';
import { z } from 'zod';

const testReplySchema = z.object({
  status: z.literal('ok'),
  service: z.literal('relevo-store'),
  version: z.string(),
  timestamp: z.iso.datetime(),
});

/** `GET /test`, by which existing shops find out whether the store answers. */
export function testRoute({ version, clock }: { version: string; clock: { now(): number } }): Route {
  return {
    method: 'get',
    path: storePaths.test,
    doc: {
      summary: 'Responde si el servicio está en marcha',
      responses: { 200: { description: 'En marcha', schema: testReplySchema } },
    },
    handler: (_request, response) => {
      const timestamp = new Date(clock.now()).toISOString();
      response.json({ status: 'ok', service: 'relevo-store', version, timestamp });
    },
  };
}
