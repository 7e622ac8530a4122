import { sessionReplySchema, signInSchema, ticketPaths } from '@relevo/contract';
import { HttpProblem, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import type { Revocations } from './revocations.ts';
import { beginSession, endSession, sessionCookie, sessionIdOf } from './session.ts';
import { type SignInDeps, signIn } from './sign-in.ts';

type Deps = SignInDeps & { revocations: Pick<Revocations, 'revoke'> };

/** Sign in, ask who is signed in, sign out. */
export function sessionRoutes(deps: Deps, session: RequestHandler): Route[] {
  const { revocations } = deps;
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
        const owner = await signIn(deps, parseInput(signInSchema, request.body), request.ip);
        const former = sessionIdOf(request);
        await beginSession(request, owner);
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
        await endSession(request);
        revocations.revoke({ sessionId });
        response.clearCookie(sessionCookie).status(204).end();
      },
    },
  ];
}
