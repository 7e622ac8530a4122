import type { Role } from '@relevo/contract';
import { callerOf, HttpProblem } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { personOf, servicePerson, setPerson } from './person-of.ts';

/** Lets in whoever is signed in, or a service with a key; `personOf` then tells who. Answers 401 to anybody else. */
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

/** Lets in those whom `reader` (from `requireReader`) knows and who have one of these roles. Answers 403 to others. */
export function requireRole(reader: RequestHandler, ...roles: Role[]): RequestHandler {
  return (request, response, next) =>
    reader(request, response, (error?: unknown) => {
      if (error) return next(error);
      if (roles.includes(personOf(response).rol)) return next();
      next(new HttpProblem('prohibido', 'Tu rol no permite esta acción.'));
    });
}
