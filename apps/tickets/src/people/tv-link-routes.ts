import { newTvLinkReplySchema, newTvLinkSchema, ticketPaths, tvLinksReplySchema } from '@relevo/contract';
import { HttpProblem, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { idOf } from './id-of.ts';
import type { PeopleStore } from './people-store.ts';
import { invalid, onlyAdmin, unknown } from './person-problems.ts';
import type { Revocations } from './revocations.ts';
import { newToken } from './sign-in-link.ts';

type Deps = {
  people: Pick<PeopleStore, 'tvLinks' | 'addTvLink' | 'revokeTvLink'>;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
};

/** Links that let a TV show the board and nothing else, until they are revoked. */
export function tvLinkRoutes({ people, revocations, clock }: Deps, admin: RequestHandler): Route[] {
  return [
    {
      method: 'get',
      path: ticketPaths.tvLinks,
      auth: admin,
      doc: {
        summary: 'Los enlaces para TV, los últimos primero, también los revocados',
        responses: { 200: { description: 'Todos', schema: tvLinksReplySchema }, ...onlyAdmin },
      },
      handler: async (_request, response) => response.json({ enlaces: await people.tvLinks() }),
    },
    {
      method: 'post',
      path: ticketPaths.tvLinks,
      auth: admin,
      body: true,
      doc: {
        summary: 'Un enlace de sólo lectura para una TV; sirve hasta que se revoca',
        request: newTvLinkSchema,
        responses: {
          201: { description: 'Se muestra esta única vez', schema: newTvLinkReplySchema },
          ...invalid,
          ...onlyAdmin,
        },
      },
      handler: async (request, response) => {
        const { nombre } = parseInput(newTvLinkSchema, request.body);
        const token = newToken();
        const link = await people.addTvLink({ nombre, token, now: clock.now() });
        response.status(201).json({ ...link, enlace: `/tv#${token}`, vence_en: null });
      },
    },
    {
      method: 'delete',
      path: ticketPaths.tvLink,
      auth: admin,
      doc: {
        summary: 'Revoca el enlace: sus pantallas se cortan',
        responses: { 204: { description: 'Revocado' }, ...onlyAdmin, ...unknown },
      },
      handler: async (request, response) => {
        const tvLinkId = idOf(request.params);
        const known = await people.revokeTvLink(tvLinkId, clock.now());
        if (!known) throw new HttpProblem('no-encontrado', 'No hay un enlace con ese id.');
        revocations.revoke({ tvLinkId });
        response.status(204).end();
      },
    },
  ];
}
