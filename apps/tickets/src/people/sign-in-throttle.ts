import { HttpProblem } from '@relevo/service-kit';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** A try to sign in with a password: for which account, from which address (`addressOf`). */
type Try = { email: string; address: string };

/** Bounds how many passwords can be tried. */
export type SignInThrottle = {
  /**
   * Counts a try as failed before anything is compared, so that many at once are no way around it. An email is counted
   * whether it has an account or not.
   * @throws HttpProblem 429 with `Retry-After`, for the right password too
   */
  begin(attempt: Try): Promise<void>;
  /** The password was right: the address has this try back, the account starts anew. */
  succeeded(attempt: Try): Promise<void>;
};

const accountTries = 10;
const accountWindowS = 15 * 60;
const addressWindowS = 60;

/** `perAddress`: failed tries of one address in a minute. */
export function createSignInThrottle({ perAddress }: { perAddress: number }): SignInThrottle {
  const addresses = limiter('entrada-por-direccion', perAddress, addressWindowS);
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
