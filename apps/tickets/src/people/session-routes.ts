import { sessionReplySchema, signInSchema, ticketPaths } from '@relevo/contract';
import { HttpProblem, noteForLog, parseInput, plainAddress, type Route } from '@relevo/service-kit';
import type { Request, RequestHandler } from 'express';
import type { PeopleRepository } from './people-repository.ts';
import type { Revocations } from './revocations.ts';
import { beginSession, endSession, sessionCookie, sessionIdOf } from './session.ts';
import { type SignInDeps, signIn } from './sign-in.ts';

type Deps = SignInDeps & {
  people: Pick<PeopleRepository, 'deleteSession'>;
  revocations: Pick<Revocations, 'revoke'>;
};

/** Sign in, ask who is signed in, sign out. */
export function sessionRoutes(deps: Deps, session: RequestHandler): Route[] {
  const { revocations, people, clock, audit } = deps;

  /** Ends the session of whoever is signed in by this request, if anybody is. */
  async function leave(request: Request): Promise<void> {
    const { owner } = request.session;
    if (!owner) return;
    const by = { autor_id: owner.person.id, autor: owner.person.nombre, desde: plainAddress(request.ip) };
    await people.deleteSession(sessionIdOf(request), { by, now: clock.now() });
  }
  const path = ticketPaths.session;
  return [
    {
      method: 'post',
      path,
      auth: session,
      body: true,
      // Anybody may post here, and an email and a password have 200 letters each.
      bodyLimitBytes: 2 * 1_024,
      doc: {
        summary: 'Entra con un enlace de un solo uso, con el de una TV, o con correo y clave',
        request: signInSchema,
        responses: {
          200: { description: 'Sesión iniciada', schema: sessionReplySchema },
          401: { description: 'El enlace, el correo o la clave no sirven' },
          403: { description: 'La solicitud viene de otro sitio' },
          429: { description: 'Demasiados intentos' },
        },
      },
      handler: async (request, response) => {
        const credentials = parseInput(signInSchema, request.body);
        if ('email' in credentials) noteForLog(response, { account: audit.hashAccount(credentials.email) });
        const desde = plainAddress(request.ip);
        const { owner, way } = await signIn(deps, credentials, desde);
        const former = sessionIdOf(request);
        await leave(request);
        await beginSession(request, owner, { way, desde });
        revocations.revoke({ sessionId: former });
        response.json({ operador: owner.person });
      },
    },
    {
      method: 'get',
      path,
      auth: session,
      doc: {
        summary: 'Quién está en la sesión',
        responses: {
          200: { description: 'La persona', schema: sessionReplySchema },
          401: { description: 'Nadie' },
        },
      },
      handler: async (request, response) => {
        const { owner } = request.session;
        if (!owner) throw new HttpProblem('no-autorizado', 'Hace falta iniciar sesión.');
        response.json({ operador: owner.person });
      },
    },
    {
      method: 'delete',
      path,
      auth: session,
      doc: { summary: 'Cierra la sesión', responses: { 204: { description: 'Cerrada' } } },
      handler: async (request, response) => {
        const sessionId = sessionIdOf(request);
        await leave(request);
        await endSession(request);
        revocations.revoke({ sessionId });
        response.clearCookie(sessionCookie).status(204).end();
      },
    },
  ];
}
