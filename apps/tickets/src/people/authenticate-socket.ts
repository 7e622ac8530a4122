import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Person } from '@relevo/contract';
import type { ApiKeys } from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import { servicePerson } from './person-of.ts';
import { sessionIdOf } from './session.ts';

type Handshake = { request: IncomingMessage; handshake: { auth: Record<string, unknown> } };

/** Who is at the other end of a socket, and by which session or TV link. */
export type Connected = Person & { sessionId?: string; tvLinkId?: number };

/** Who opens a socket: a person or a TV by the session cookie, or a service by `auth: {token}` with a key that may read. */
export function createAuthenticateSocket(keys: Pick<ApiKeys, 'match'>, session: RequestHandler) {
  return async ({ request, handshake }: Handshake): Promise<Connected | undefined> => {
    const { token } = handshake.auth;
    if (typeof token !== 'string') return ownerOf(request as Request, session);
    const match = keys.match(token);
    return match && servicePerson(match.caller);
  };
}

async function ownerOf(request: Request, session: RequestHandler): Promise<Connected | undefined> {
  // The session middleware expects a response, which a handshake does not have; nothing is written to it.
  const response = new ServerResponse(request) as Response;
  await new Promise<void>((done, fail) =>
    session(request, response, (error?: unknown) => (error ? fail(error) : done())),
  );
  const { owner } = request.session;
  if (!owner) return undefined;
  const { person, tvLinkId } = owner;
  return { ...person, sessionId: sessionIdOf(request), ...(tvLinkId !== null && { tvLinkId }) };
}
