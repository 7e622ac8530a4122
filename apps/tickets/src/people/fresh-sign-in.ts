import { freshSignInMs } from '@relevo/contract';
import { type Auth, HttpProblem } from '@relevo/service-kit';
import type { Request } from 'express';

/**
 * Lets in whom `auth` lets in, people only within a quarter of an hour after they signed in or confirmed who they are: a
 * session that was left open, or stolen, must not give others a way in. A key is a secret of its own and is let in.
 * Answers 403 of its own type to others; the page then asks for the password and goes on.
 */
export function requireFresh(auth: Auth, clock: { now(): number }): Auth {
  const admit: Auth = (request, response, next) =>
    auth(request, response, (error?: unknown) => {
      if (error) return next(error);
      const isPerson = response.locals.key === undefined;
      next(isPerson && freshUntil(request, clock.now()) === null ? notFresh() : undefined);
    });
  const { people, scope, noTv } = auth;
  return Object.assign(admit, { ...{ people, noTv, fresh: true as const }, ...(scope && { scope }) });
}

/** Until when the request's session is fresh, epoch ms; null: it is not. */
export function freshUntil({ session }: Pick<Request, 'session'>, now: number): number | null {
  const { confirmedAt } = session.kept ?? { confirmedAt: Number.NaN };
  // One that lies far ahead is of a clock that was put back.
  const isFresh = Math.abs(now - confirmedAt) < freshSignInMs;
  return isFresh ? confirmedAt + freshSignInMs : null;
}

export function notFresh(): HttpProblem {
  return new HttpProblem('entrada-reciente', 'Confirmá quién sos: pasó un rato desde que entraste.');
}
