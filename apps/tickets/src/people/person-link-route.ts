import { linkReplySchema, ticketPaths } from '@relevo/contract';
import type { Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { idOf } from './id-of.ts';
import type { PeopleStore } from './people-store.ts';
import { deactivated, invalid, onlyAdmin, unknown, unknownPerson } from './person-problems.ts';
import { makePersonLink } from './sign-in-link.ts';

type Deps = { people: Pick<PeopleStore, 'addSignInLink'>; clock: { now(): number } };

/** How a person without a password comes in, or one who has forgotten it. */
export function personLinkRoute({ people, clock }: Deps, admin: RequestHandler): Route {
  return {
    method: 'post',
    path: ticketPaths.personLink,
    auth: admin,
    doc: {
      summary:
        'Un enlace para que esa persona entre, una vez, dentro de las 24 horas; los anteriores dejan de servir',
      responses: {
        201: { description: 'Se muestra esta única vez', schema: linkReplySchema },
        ...{ ...invalid, ...onlyAdmin, ...unknown },
      },
    },
    handler: async (request, response) => {
      const made = await makePersonLink(people, { personId: idOf(request.params), now: clock.now() });
      if (made.outcome === 'unknown') throw unknownPerson();
      if (made.outcome === 'inactive') throw deactivated();
      response.status(201).json({ enlace: made.path, vence_en: new Date(made.expiresAt).toISOString() });
    },
  };
}
