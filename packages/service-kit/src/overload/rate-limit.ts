import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpProblem } from '../http/problem.ts';
import { pathOf } from '../http/request-gate.ts';
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
export function createRateLimits({ perKey, perIp }: Pick<RateLimitSettings, 'perKey' | 'perIp'>): RateLimits {
  return {
    perKey: perKey === undefined ? undefined : createRateLimit('por-clave', perKey),
    perIp: createAddressLimit('por-direccion', perIp),
  };
}

/**
 * Returns the address to count. An IPv6 client owns a whole /64, so the interface part is left out. What is no IP address
 * (see `clientIp`) counts as one and the same.
 */
export function addressOf(ip = ''): string {
  if (!isIPv6(ip)) return isIPv4(ip) ? ip : noAddress;
  const groups = groupsOf(ip);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return mappedIPv4(groups);
  return `${groups.slice(0, 4).map(hex).join(':')}::/64`;
}

const noAddress = 'sin-direccion';

/** Returns the /56 around an address of `addressOf`: many providers give a client that much. Undefined for IPv4. */
export function widerAddress(address: string): string | undefined {
  if (!address.endsWith('::/64')) return undefined;
  const [a, b, c, d = '0'] = address.split(':');
  return `${a}:${b}:${c}:${hex(Number.parseInt(d, 16) & 0xff00)}::/56`;
}

/** Returns the eight numbers of an IPv6 address, however it is written. */
function groupsOf(ip: string): number[] {
  const plain = ip.replace(/%.*$/, '').replace(/[\d.]+\.[\d.]+$/, (v4) => {
    const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
    return `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
  });
  const [head = [], tail = []] = plain
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))));
  return [...head, ...Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
}

function mappedIPv4([, , , , , , high = 0, low = 0]: number[]): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function hex(group: number): string {
  return group.toString(16);
}

/**
 * Makes a limit per address (`addressOf`). An IPv6 client may have 256 networks of its own, so its /56 counts as well, with
 * room for a few neighbours: some providers give several clients one /64 each out of it.
 */
function createAddressLimit(policy: string, perMinute: number): RateLimit {
  const near = createRateLimit(policy, perMinute);
  const wide = createRateLimit(`${policy}-56`, perMinute * neighbours);
  return {
    async take(address) {
      const around = widerAddress(address);
      if (around !== undefined) await wide.take(around);
      await near.take(address);
    },
  };
}

const neighbours = 4;

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

/** Counts each request of one client at once, without a promise or a timer: every request without a key passes here. */
export type Budget = {
  /** Counts one request. @throws HttpProblem 429 as `RateLimit` does, once more than a minute's worth came */
  take(client: string): void;
};

/**
 * Makes a budget of so many requests a minute: all of them may come at once, and then one each time that its share of the
 * minute has passed (GCRA).
 *
 * @param options.mostClients so many are remembered; beyond that the one that came first is forgotten
 * @param options.now milliseconds of a clock that never goes back
 */
export function createBudget(
  policy: string,
  perMinute: number,
  { mostClients = 20_000, now = () => performance.now() }: { mostClients?: number; now?: () => number } = {},
): Budget {
  const shareMs = windowMs / perMinute;
  /** When each client will have its whole budget again. */
  const fullAt = new Map<string, number>();
  return {
    take(client) {
      const at = now();
      const full = Math.max(fullAt.get(client) ?? at, at) + shareMs;
      const waitMs = full - windowMs - at;
      if (waitMs > 0.001) throw tooMany(policy, perMinute, Math.max(1, Math.ceil(waitMs / 1000)));
      if (fullAt.size >= mostClients && !fullAt.has(client)) forgetSome(fullAt, at);
      fullAt.set(client, full);
    },
  };
}

// Those that have their whole budget again are forgotten for nothing, and there are usually many of them.
function forgetSome(fullAt: Map<string, number>, now: number): void {
  const [first = ''] = fullAt.keys();
  fullAt.delete(first);
  let looked = 0;
  for (const [client, full] of fullAt) {
    if (full <= now) fullAt.delete(client);
    looked += 1;
    if (looked >= 100) return;
  }
}

/** Makes a budget for the address of each request; like `perIp`, it counts a /56 of IPv6 as well. */
export function createAddressBudget(policy: string, perMinute: number): Budget {
  const near = createBudget(policy, perMinute);
  const wide = createBudget(`${policy}-56`, perMinute * neighbours);
  return {
    take(ip) {
      const address = addressOf(ip);
      const around = widerAddress(address);
      if (around !== undefined) wide.take(around);
      near.take(address);
    },
  };
}

/** How many requests a minute come in without a key. */
export type RequestBudgetSettings = {
  /** Of one address without a session. */
  anonymous: number;
  /** Of one session. `idOf` finds it by a cookie that only this service can have made; undefined for none. */
  session?: { perMinute: number; idOf: (req: IncomingMessage) => string | undefined };
};

/**
 * Makes the function that counts a request without a key against its session's budget, or its address's. What a platform
 * asks all the time, and each answer to it costs nothing, is free.
 *
 * The function throws HttpProblem 429 above the budget. `ip` is from `clientIp`.
 */
export function createRequestBudgets({ anonymous, session }: RequestBudgetSettings) {
  const ofAddresses = createAddressBudget('anonimo', anonymous);
  const ofSessions = session && createBudget('por-sesion', session.perMinute);
  return (req: IncomingMessage, ip: string): void => {
    if (free.has(pathOf(req.url ?? '/'))) return;
    const sessionId = session?.idOf(req);
    if (sessionId !== undefined) ofSessions?.take(sessionId);
    else ofAddresses.take(ip);
  };
}

const free = new Set(['/healthz', '/livez', '/readyz', '/health', '/test']);

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
const windowMs = windowS * 1_000;
