import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpProblem } from '../http/problem.ts';
import type { RateLimitSettings } from '../settings/common-settings.ts';

/** Counts in windows of one minute. */
export type RateLimit = {
  /**
   * Counts one. Above the limit it throws HttpProblem 429 with `Retry-After` (seconds) and the two fields of
   * draft-ietf-httpapi-ratelimit-headers-10, `RateLimit-Policy` and `RateLimit`.
   */
  take(key: string): Promise<void>;
};

export type RateLimits = {
  /** Requests of one caller; undefined when off. */
  perKey: RateLimit | undefined;
  /** Refused keys and failed sign-ins of one address; takes `addressOf(req.ip)`. */
  perIp: RateLimit;
};

/** Makes the limits of RATE_LIMIT_PER_KEY and RATE_LIMIT_PER_IP, counted in this process. */
export function createRateLimits({ perKey, perIp }: RateLimitSettings): RateLimits {
  return {
    perKey: perKey === undefined ? undefined : createRateLimit('por-clave', perKey),
    perIp: createRateLimit('por-direccion', perIp),
  };
}

/** Returns the address to count. An IPv6 client owns a whole /64, so the interface part is left out. */
export function addressOf(ip = ''): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  return isIPv6(ip) ? `${groupsOf(ip).slice(0, 4).join(':')}::/64` : ip;
}

function groupsOf(ip: string): string[] {
  const [head = [], tail = []] = ip
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  return [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
}

function createRateLimit(policy: string, perMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: windowS, keyPrefix: policy });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        throw tooMany(policy, perMinute, Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
      }
    },
  };
}

function tooMany(policy: string, perMinute: number, retryAfterS: number): HttpProblem {
  const headers = {
    'Retry-After': String(retryAfterS),
    'RateLimit-Policy': `"${policy}";q=${perMinute};w=${windowS}`,
    RateLimit: `"${policy}";r=0;t=${retryAfterS}`,
  };
  const detail = `Demasiadas solicitudes. Intente de nuevo en ${retryAfterS} s.`;
  return new HttpProblem('demasiadas-solicitudes', detail, { headers });
}

const windowS = 60;
