import type { signInSchema } from '@relevo/contract';
import { addressOf, HttpProblem } from '@relevo/service-kit';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { z } from 'zod';
import type { Audit } from '../audit/audit-log.ts';
import type { Passwords } from './passwords.ts';
import type { PeopleRepository } from './people-repository.ts';
import type { Entry, SessionOwner } from './person.ts';
import { openTvLink, type TvDevice } from './tv-links.ts';

export type SignInDeps = {
  people: Pick<PeopleRepository, 'useSignInLink' | 'findTvLink' | 'bindTvLink' | 'findTv' | 'findAccount'>;
  passwords: Pick<Passwords, 'verify'>;
  throttle: SignInThrottle;
  clock: { now(): number };
  /** Counts a failed sign-in from this address; rejects with 429 after too many. */
  countFailure: (address: string) => Promise<void>;
  audit: Pick<Audit, 'refusedSignIn' | 'hashAccount'>;
};

/** Who has signed in. `tvSecret`: what a TV has to keep. */
type SignedIn = { owner: SessionOwner; way: Entry['way']; tvSecret?: string };

const inUse =
  'Este enlace ya es de otra pantalla. Quien administra puede liberarlo en Personas, o crear uno para esta.';

/**
 * Checks credentials and finds the owner of the new session. What is refused is in the audit log.
 * @throws HttpProblem 401 for a link or password that is not valid, 409 for a TV's link that belongs to another device,
 * 429 after too many attempts
 */
export async function signIn(
  { people, passwords, throttle, clock, countFailure, audit }: SignInDeps,
  credentials: z.infer<typeof signInSchema>,
  device: TvDevice,
): Promise<SignedIn> {
  const from = device.address;
  const address = addressOf(from);
  if ('token' in credentials) {
    const { token } = credentials;
    const person = await people.useSignInLink(token, clock.now(), from);
    if (person) return { owner: person, way: 'enlace' };
    const opened = await openTvLink(people, { token, device, now: clock.now() });
    if (opened.kind === 'opened') return { owner: opened.owner, way: 'tv', tvSecret: opened.secret };
    // Whoever has the link guesses nothing, so this is not counted as a failure.
    if (opened.kind === 'in-use') throw new HttpProblem('enlace-en-uso', inUse);
    await audit.refusedSignIn({
      ...{ address: from, way: 'enlace', account: null },
      personId: null,
      limited: false,
    });
    return refuse('El enlace ya se usó, venció o fue revocado.');
  }

  const { email, clave } = credentials;
  const refused = (personId: number | null, limited: boolean) => {
    const account = audit.hashAccount(email);
    return audit.refusedSignIn({ address: from, way: 'clave', account, personId, limited });
  };
  try {
    await throttle.begin({ email, address });
  } catch (tooMany) {
    await refused(null, true);
    throw tooMany;
  }
  const account = await people.findAccount(email);
  const passwordHash = account?.active ? account.passwordHash : null;
  // Verified in any case, so that neither text nor time tells an unknown email from a wrong password.
  const right = await passwords.verify(passwordHash, clave);
  if (!right || !account) {
    await refused(account?.owner.person.id ?? null, false);
    return refuse('El correo o la clave no son correctos.');
  }
  await throttle.succeeded({ email, address });
  return { owner: account.owner, way: 'clave' };

  async function refuse(detail: string): Promise<never> {
    await countFailure(address);
    throw new HttpProblem('no-autorizado', detail);
  }
}

/** An attempt to sign in with a password: for which account, from which address (`addressOf`). */
type Attempt = { email: string; address: string };

/** Limits how many passwords can be tried. */
type SignInThrottle = {
  /**
   * Counts an attempt as failed before anything is compared, so that parallel attempts cannot get around the limit.
   * Counts an email whether it has an account or not.
   * @throws HttpProblem 429 with `Retry-After`, also for the right password
   */
  begin(attempt: Attempt): Promise<void>;
  /** The password was right: takes back the attempt of the address and resets the account. */
  succeeded(attempt: Attempt): Promise<void>;
};

const accountTries = 10;
const accountWindowS = 15 * 60;
const addressWindowS = 60;

/** @param limits.perAddress failed attempts of one address per minute */
export function createSignInThrottle(limits: { perAddress: number }): SignInThrottle {
  const addresses = limiter('entrada-por-direccion', limits.perAddress, addressWindowS);
  const accounts = limiter('entrada-por-cuenta', accountTries, accountWindowS);
  return {
    async begin({ email, address }) {
      await take(addresses, address);
      await take(accounts, email);
    },
    async succeeded({ email, address }) {
      await addresses.reward(address);
      await accounts.delete(email);
    },
  };
}

function limiter(keyPrefix: string, points: number, duration: number): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix, points, duration });
}

async function take(limit: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limit.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw tooMany(limit, Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)));
  }
}

function tooMany({ keyPrefix, points, duration }: RateLimiterMemory, retryAfterS: number): HttpProblem {
  const headers = {
    'Retry-After': String(retryAfterS),
    'RateLimit-Policy': `"${keyPrefix}";q=${points};w=${duration}`,
    RateLimit: `"${keyPrefix}";r=0;t=${retryAfterS}`,
  };
  const detail = `Demasiados intentos de entrar. Probá de nuevo en ${retryAfterS} s.`;
  return new HttpProblem('demasiadas-solicitudes', detail, { headers });
}
