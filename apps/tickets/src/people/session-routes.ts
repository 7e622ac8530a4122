import { sessionReplySchema, signInSchema, ticketPaths } from '@relevo/contract';
import { HttpProblem, noteForLog, parseInput, plainAddress, type Route } from '@relevo/service-kit';
import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type { KnownDevices } from './known-devices.ts';
import type { PeopleRepository } from './people-repository.ts';
import type { SessionOwner } from './person.ts';
import type { Revocations } from './revocations.ts';
import { beginSession, endSession, sessionCookie, sessionIdOf } from './session.ts';
import { type SignInDeps, type SignInDevice, signIn } from './sign-in.ts';
import { keepTvSecret, sessionCookieFirst, tvDeviceOf } from './tv-links.ts';

type SessionReply = z.infer<typeof sessionReplySchema>;

type Deps = SignInDeps & {
  people: Pick<PeopleRepository, 'deleteSession' | 'accountOf'>;
  revocations: Pick<Revocations, 'revoke'>;
  devices: KnownDevices;
};

/** Sign in, ask who is signed in, sign out. */
export function sessionRoutes(deps: Deps, session: RequestHandler): Route[] {
  const { revocations, people, clock, audit, devices } = deps;

  /** Ends the session of whoever is signed in by this request, if anybody is. */
  async function leave(request: Request): Promise<void> {
    const { owner } = request.session;
    if (!owner) return;
    const by = { autor_id: owner.person.id, autor: owner.person.nombre, desde: plainAddress(request.ip) };
    await people.deleteSession(sessionIdOf(request), { by, now: clock.now() });
  }

  /** Lets a TV in again by its secret: nobody can type there when its session is gone. */
  async function tvAgain(request: Request, secret: string | undefined): Promise<SessionOwner | undefined> {
    const owner = secret === undefined ? undefined : await people.findTv(secret, clock.now());
    const { agent } = tvDeviceOf(request);
    if (owner) await beginSession(request, owner, { way: 'tv', desde: plainAddress(request.ip), agent });
    return owner;
  }

  /** Tells who is in; and an admin who could not come back that a password is missing. */
  async function replyOf({ person }: SessionOwner): Promise<SessionReply> {
    const account = person.rol === 'admin' && person.id !== null && (await people.accountOf(person.id));
    return { operador: person, ...(account && account.passwordHash === null && { falta_clave: true }) };
  }

  const path = ticketPaths.session;
  const auth = sessionCookieFirst(session);
  return [
    {
      method: 'post',
      path,
      auth,
      body: true,
      // Anybody may post here, and an email and a password have 200 letters each.
      bodyLimitBytes: 2 * 1_024,
      doc: {
        summary: 'Entra con un enlace de un solo uso, con el de una TV, o con correo y clave',
        request: signInSchema,
        responses: {
          200: { description: 'Sesión iniciada', schema: sessionReplySchema },
          401: {
            description:
              'El enlace, el correo o la clave no sirven; `segundo-factor`: falta el código, o no es ese',
          },
          403: { description: 'La solicitud viene de otro sitio' },
          409: { description: 'El enlace de TV ya es de otra pantalla' },
          429: { description: 'Demasiados intentos' },
        },
      },
      handler: async (request, response) => {
        const credentials = parseInput(signInSchema, request.body);
        if ('email' in credentials) noteForLog(response, { account: audit.hashAccount(credentials.email) });
        const device = signInDeviceOf(request, devices);
        const { owner, way, tvSecret } = await signIn(deps, credentials, device);
        const former = sessionIdOf(request);
        await leave(request);
        await beginSession(request, owner, { way, desde: device.address, agent: device.agent });
        if (owner.person.id !== null) devices.remember(request, response, owner.person.id);
        if (tvSecret !== undefined) keepTvSecret(request, response, tvSecret);
        revocations.revoke({ sessionId: former });
        response.json(await replyOf(owner));
      },
    },
    {
      method: 'get',
      path,
      auth,
      doc: {
        summary: 'Quién está en la sesión; una TV que perdió la suya entra de nuevo por su pantalla',
        responses: {
          200: { description: 'La persona', schema: sessionReplySchema },
          401: { description: 'Nadie' },
        },
      },
      handler: async (request, response) => {
        const { secret } = tvDeviceOf(request);
        const { owner = await tvAgain(request, secret) } = request.session;
        if (!owner) throw new HttpProblem('no-autorizado', 'Hace falta iniciar sesión.');
        if (owner.tvLinkId !== null && secret) keepTvSecret(request, response, secret);
        response.json(await replyOf(owner));
      },
    },
    {
      method: 'delete',
      path,
      auth,
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

/** The device that makes a request, as `signIn` takes it. */
export function signInDeviceOf(
  request: Pick<Request, 'headers' | 'ip'>,
  devices: Pick<KnownDevices, 'nameFor'>,
): SignInDevice {
  return { ...tvDeviceOf(request), nameFor: (personId) => devices.nameFor(request, personId) };
}
