import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Person, Role, Scope } from '@relevo/contract';
import {
  type ApiKeys,
  type Auth,
  HttpProblem,
  keyOf,
  type MatchedKey,
  outOfScope,
  plainAddress,
  type RateLimits,
  requireApiKey,
} from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import type { Author } from '../audit/audit-procedures.ts';
import { sessionIdOf } from './session.ts';

/** Makes the `auth` of a route for signed-in people and for keys with this scope; null: for people only. */
export type Reader = (scope: Scope | null) => Auth;

/** Lets in signed-in people and keys with the asked scope; `personOf` then says who it is. Answers 401 to others. */
export function requireReader(access: {
  keys: Pick<ApiKeys, 'match'>;
  limits: RateLimits;
  session: RequestHandler;
}): Reader {
  const { keys, limits, session } = access;
  return (scope) => {
    const key = requireApiKey(keys, limits, scope);
    const admit: RequestHandler = (request, response, next) => {
      if (request.get('X-API-Key') !== undefined) {
        return key(request, response, (error?: unknown) => {
          if (error) return next(error);
          setPerson(response, keyPerson(keyOf(response)));
          next();
        });
      }
      return session(request, response, (error?: unknown) => {
        if (error) return next(error);
        const { owner } = request.session;
        if (!owner)
          return next(
            new HttpProblem('no-autorizado', 'Hace falta iniciar sesión o una clave en X-API-Key.'),
          );
        const { person, tvLinkId } = owner;
        setPerson(response, { ...person, ...(tvLinkId !== null && { tvLinkId }) });
        next();
      });
    };
    return Object.assign(admit, { people: 'all' as const, ...(scope && { scope }) });
  };
}

/**
 * Lets in whom `reader` (from `requireReader`) lets in: a key by its scope alone, a person if they have one of these roles.
 * Answers 403 to others.
 */
export function requireRole(reader: Auth, ...roles: Role[]): Auth {
  const admit: RequestHandler = (request, response, next) =>
    reader(request, response, (error?: unknown) => {
      if (error) return next(error);
      if (isKey(response) || roles.includes(personOf(response).rol)) return next();
      next(new HttpProblem('prohibido', 'Tu rol no permite esta acción.'));
    });
  return Object.assign(admit, {
    people: roles,
    noTv: reader.noTv,
    ...(reader.scope && { scope: reader.scope }),
  });
}

/** What any route for the admin may answer, for the documentation. */
export const onlyAdmin = {
  401: { description: 'Sin sesión' },
  403: { description: 'Sólo para administradores' },
};

/** The `:id` of the path. @throws HttpProblem 404 for what cannot be an id */
export function idOf(params: { id?: unknown }): number {
  const text = String(params.id);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new HttpProblem('no-encontrado', 'No hay nada con ese id.');
  return Number(text);
}

/** Lets in whom `reader` lets in, but no TV: it reads the board, as far as it shows it. Answers 403 to TVs. */
export function exceptTvs(reader: Auth): Auth {
  const admit: RequestHandler = (request, response, next) =>
    reader(request, response, (error?: unknown) => {
      if (error) return next(error);
      if (personOf(response).tvLinkId === undefined) return next();
      next(new HttpProblem('prohibido', 'Una TV sólo ve el tablero.'));
    });
  const { people, scope } = reader;
  return Object.assign(admit, { people, noTv: true as const, ...(scope && { scope }) });
}

type Handshake = { request: IncomingMessage; handshake: { auth: Record<string, unknown> } };

/** Who reads: a person, a service with a key, or a TV by its link. */
export type Viewer = Person & { tvLinkId?: number };

/** Who is at the other end of a socket, with the session or key that let them in. */
export type Connected = Viewer & { sessionId?: string; key?: MatchedKey };

/**
 * Finds out who is at the other end of a socket. Each call asks anew: the session may have ended since, or the key.
 */
export type SocketAccess = {
  /**
   * A person or TV by session cookie, or a service by `auth: {token}` with a key that may read; undefined for anybody else.
   * @throws HttpProblem 403 for a key that may not
   */
  authenticate(socket: Handshake): Promise<Connected | undefined>;
  /** Whether a request shows a session or, in X-API-Key, a key that is good. */
  isKnown(request: IncomingMessage): Promise<boolean>;
};

export function createSocketAccess(keys: Pick<ApiKeys, 'match'>, session: RequestHandler): SocketAccess {
  return {
    async authenticate({ request, handshake }) {
      const { token = request.headers['x-api-key'] } = handshake.auth;
      if (typeof token !== 'string') return ownerOf(request, session);
      const key = keys.match(token);
      if (key && !key.scopes.has('tickets:leer')) throw outOfScope('tickets:leer');
      return key && { ...keyPerson(key), key };
    },
    async isKnown(request) {
      const key = request.headers['x-api-key'];
      if (typeof key === 'string') return keys.match(key) !== undefined;
      return (await ownerOf(request, session)) !== undefined;
    },
  };
}

async function ownerOf(handshake: IncomingMessage, session: RequestHandler): Promise<Connected | undefined> {
  // express-session keeps what it has read on the request, and a connection has but one request for all its life: read
  // through a copy, so that nothing is ever answered from before.
  const request = Object.create(handshake) as Request;
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
export function personOf(response: Pick<Response, 'locals'>): Viewer {
  const { person } = response.locals as { person?: Viewer };
  if (!person) throw new Error('personOf is only for routes behind requireReader');
  return person;
}

/** Who makes the request and from where, for the audit log. Only in routes behind `requireReader`; throws elsewhere. */
export function authorOf(request: Pick<Request, 'ip'>, response: Pick<Response, 'locals'>): Author {
  const { id, nombre } = personOf(response);
  const autor = isKey(response) ? keyName(keyOf(response)) : nombre;
  return { autor_id: id, autor, desde: plainAddress(request.ip) };
}

/** Stores who makes the request, for `personOf`. */
function setPerson(response: Pick<Response, 'locals'>, person: Viewer): void {
  response.locals.person = person;
}

function isKey({ locals }: Pick<Response, 'locals'>): boolean {
  return locals.key !== undefined;
}

// A key of the table is told by its number: names may be used again.
function keyName({ caller, keyId, name }: MatchedKey): string {
  return keyId === null ? caller : `${name} (${caller}, ${keyId})`;
}

/** The person that stands for a service with a key: an operator if it may work on tickets, else a reader. */
function keyPerson({ caller, scopes }: MatchedKey): Person {
  return { id: null, nombre: caller, rol: scopes.has('tickets:trabajar') ? 'operador' : 'lectura' };
}
