import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Person, Role } from '@relevo/contract';
import { type ApiKeys, callerOf, HttpProblem } from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import { sessionIdOf } from './session.ts';

/** Lets in signed-in people and services with a key; `personOf` then says who it is. Answers 401 to others. */
export function requireReader(auth: { key: RequestHandler; session: RequestHandler }): RequestHandler {
  return (request, response, next) => {
    if (request.get('X-API-Key') !== undefined) {
      return auth.key(request, response, (error?: unknown) => {
        if (error) return next(error);
        setPerson(response, servicePerson(callerOf(response)));
        next();
      });
    }
    return auth.session(request, response, (error?: unknown) => {
      if (error) return next(error);
      const { owner } = request.session;
      if (!owner)
        return next(new HttpProblem('no-autorizado', 'Hace falta iniciar sesión o una clave en X-API-Key.'));
      setPerson(response, owner.person);
      next();
    });
  };
}

/** Lets in whom `reader` (from `requireReader`) lets in and who has one of these roles. Answers 403 to others. */
export function requireRole(reader: RequestHandler, ...roles: Role[]): RequestHandler {
  return (request, response, next) =>
    reader(request, response, (error?: unknown) => {
      if (error) return next(error);
      if (roles.includes(personOf(response).rol)) return next();
      next(new HttpProblem('prohibido', 'Tu rol no permite esta acción.'));
    });
}

type Handshake = { request: IncomingMessage; handshake: { auth: Record<string, unknown> } };

/** Who is at the other end of a socket, with the session or TV link that let them in. */
export type Connected = Person & { sessionId?: string; tvLinkId?: number };

/** Finds out who opens a socket: a person or TV by session cookie, or a service by `auth: {token}` with a key that may read. */
export function createAuthenticateSocket(keys: Pick<ApiKeys, 'match'>, session: RequestHandler) {
  return async ({ request, handshake }: Handshake): Promise<Connected | undefined> => {
    const { token } = handshake.auth;
    if (typeof token !== 'string') return ownerOf(request as Request, session);
    const match = keys.match(token);
    return match && servicePerson(match.caller);
  };
}

async function ownerOf(request: Request, session: RequestHandler): Promise<Connected | undefined> {
  // The session middleware needs a response, which a handshake does not have; nothing is written to it.
  const response = new ServerResponse(request) as Response;
  await new Promise<void>((done, fail) =>
    session(request, response, (error?: unknown) => (error ? fail(error) : done())),
  );
  const { owner } = request.session;
  if (!owner) return undefined;
  const { person, tvLinkId } = owner;
  return { ...person, sessionId: sessionIdOf(request), ...(tvLinkId !== null && { tvLinkId }) };
}

/** Who makes the request. Only in routes behind `requireReader`; throws elsewhere. */
export function personOf(response: Pick<Response, 'locals'>): Person {
  const { person } = response.locals as { person?: Person };
  if (!person) throw new Error('personOf is only for routes behind requireReader');
  return person;
}

/** Stores who makes the request, for `personOf`. */
function setPerson(response: Pick<Response, 'locals'>, person: Person): void {
  response.locals.person = person;
}

/** The person that stands for a service with a key: it has the role of an operator. */
function servicePerson(caller: string): Person {
  return { id: null, nombre: caller, rol: 'operador' };
}
