import type { Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { driversRoute } from './drivers-route.ts';
import { passwords } from './passwords.ts';
import type { PeopleStore } from './people-store.ts';
import { personLinkRoute } from './person-link-route.ts';
import { personRoutes } from './person-routes.ts';
import { requireRole } from './require-reader.ts';
import type { Revocations } from './revocations.ts';
import { sessionRoutes } from './session-routes.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';
import { tvLinkRoutes } from './tv-link-routes.ts';

type Deps = {
  people: PeopleStore;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
  /** Counts a failed sign-in of this address; rejects with 429 when there were too many. */
  countFailure: (address: string) => Promise<void>;
  /** Passwords that one address may try in a minute. */
  triesPerAddress: number;
};

/** Who may come in, and what they do about it. `session` is guarded by `onlyOwnPages`. */
export function peopleRoutes(
  { triesPerAddress, ...deps }: Deps,
  { session, reader }: { session: RequestHandler; reader: RequestHandler },
): Route[] {
  const throttle = createSignInThrottle({ perAddress: triesPerAddress });
  // A service's key has the role of an operator, so these are for people alone.
  const admin = requireRole(reader, 'admin');
  return [
    ...sessionRoutes({ ...deps, passwords, throttle }, session),
    ...personRoutes({ ...deps, passwords }, admin),
    personLinkRoute(deps, admin),
    ...tvLinkRoutes(deps, admin),
    driversRoute(deps, requireRole(reader, 'admin', 'operador', 'lectura')),
  ];
}
