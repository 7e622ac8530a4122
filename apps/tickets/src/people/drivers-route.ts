import { driversReplySchema, ticketPaths } from '@relevo/contract';
import type { Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import type { PeopleStore } from './people-store.ts';

/** Whom a ticket can be assigned to. */
export function driversRoute(
  { people }: { people: Pick<PeopleStore, 'drivers'> },
  auth: RequestHandler,
): Route {
  return {
    method: 'get',
    path: ticketPaths.drivers,
    auth,
    doc: {
      summary: 'Los repartidores activos',
      responses: {
        200: { description: 'Todos', schema: driversReplySchema },
        401: { description: 'Sin sesión ni clave' },
        403: { description: 'Un repartidor no ve a los demás' },
      },
    },
    handler: async (_request, response) => response.json({ repartidores: await people.drivers() }),
  };
}
