import { defaultShopClock, isTimeZone, latestDayEnd } from '@relevo/ticket-rules';
import { z } from 'zod';
import { envInt, envList, envListener, envOptionalInt, envOrigins, envPort, envText } from './env-types.ts';
import { keyProblem } from './relay-keys.ts';

/** How a service listens and whom it answers. */
export type HttpSettings = {
  host: string;
  port: number;
  /** Other origins whose pages may call. */
  corsOrigins: string[];
  /** The allowed values of the Host header, lower case and without port; empty means any. */
  allowedHosts: string[];
  /** How many proxies in front are trusted to report the client's address, or false for none. */
  trustProxy: number | false;
  /** Open connections in all. */
  maxConnections: number;
  /** Open connections from one address; not applied with `trustProxy`. */
  maxConnectionsPerAddress: number;
};

/** Requests per minute: of one key, refused ones of one address, and of one address without key or session. */
export type RateLimitSettings = { perKey: number | undefined; perIp: number; anonymous: number };

/**
 * Makes the schema of the settings that both services have, grouped: `{ production, http, limits, log, metrics, retentionDays,
 * relayApiKey, shop }`.
 * A service adds its own: `z.intersection(commonSettings('store'), z.object({...}).transform(...))`.
 */
export function commonSettings(service: 'store' | 'tickets') {
  return z
    .object({
      NODE_ENV: z.enum(['development', 'production', 'test'], oneOf).default('development'),
      PORT: envPort(defaultPorts[service]),
      HOST: envText().optional(),
      LOG_LEVEL: z.enum(logLevels, oneOf).default('info'),
      CORS_ALLOWED_ORIGINS: envOrigins(),
      ALLOWED_HOSTS: envList(),
      TRUST_PROXY: trustProxy(),
      RENDER: z.string().optional(),
      MAX_CONNECTIONS: envInt(10_000, { min: 10, max: 1_000_000 }),
      MAX_CONNECTIONS_PER_ADDRESS: envInt(2_000, { min: 10, max: 1_000_000 }),
      RATE_LIMIT_PER_KEY: envOptionalInt({ min: 1 }),
      RATE_LIMIT_PER_IP: envInt(60, { min: 1 }),
      RATE_LIMIT_ANONYMOUS: envInt(1_200, { min: 1 }),
      METRICS_PORT: envListener(),
      RETENCION_DIAS: envOptionalInt({ min: 1, max: 36_500 }),
      RELAY_API_KEY: z.string().optional(),
      SHOP_TIME_ZONE: z.string().refine(isTimeZone, timeZoneMessage).default(defaultShopClock.timeZone),
      SHOP_DAY_ENDS_AT: envInt(defaultShopClock.dayEndsAt, { min: 0, max: latestDayEnd }),
    })
    .superRefine(relayApiKeyIsSafe, evenAfterOtherIssues)
    .transform((env) => {
      const production = env.NODE_ENV === 'production';
      const http: HttpSettings = {
        host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
        port: env.PORT,
        corsOrigins: env.CORS_ALLOWED_ORIGINS,
        allowedHosts: env.ALLOWED_HOSTS.map((host) => host.toLowerCase()),
        // Render puts exactly one proxy in front of every web service and sets RENDER.
        trustProxy: env.TRUST_PROXY ?? (env.RENDER === undefined ? false : 1),
        maxConnections: env.MAX_CONNECTIONS,
        maxConnectionsPerAddress: env.MAX_CONNECTIONS_PER_ADDRESS,
      };
      const limits: RateLimitSettings = {
        perKey: env.RATE_LIMIT_PER_KEY,
        perIp: env.RATE_LIMIT_PER_IP,
        anonymous: env.RATE_LIMIT_ANONYMOUS,
      };
      const log = { level: env.LOG_LEVEL, pretty: env.NODE_ENV === 'development' };
      const { METRICS_PORT: metrics, RETENCION_DIAS: retentionDays, RELAY_API_KEY: relayApiKey } = env;
      const shop = { timeZone: env.SHOP_TIME_ZONE, dayEndsAt: env.SHOP_DAY_ENDS_AT };
      return { production, http, limits, log, metrics, retentionDays, relayApiKey, shop };
    });
}

export type CommonSettings = z.infer<ReturnType<typeof commonSettings>>;

const defaultPorts = { store: 4000, tickets: 4001 };
const timeZoneMessage = 'must be the name of a time zone, like America/Argentina/Buenos_Aires';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const oneOf = {
  error: (issue: { values?: unknown }) => `must be one of ${[issue.values].flat().join(', ')}`,
};

// `true` is refused on purpose: it would trust any X-Forwarded-For, so that anybody could choose an address.
function trustProxy() {
  return z
    .string()
    .toLowerCase()
    .refine(
      (text) => /^(\d|off|false|no)$/.test(text),
      'must be the number of proxies in front (0 to 9) or off',
    )
    .transform((text) => (/^[1-9]$/.test(text) ? Number(text) : (false as const)))
    .optional();
}

function relayApiKeyIsSafe(env: { NODE_ENV: string; RELAY_API_KEY?: string }, context: z.RefinementCtx) {
  const message = keyProblem(env.RELAY_API_KEY, env.NODE_ENV === 'production');
  if (message) context.addIssue({ code: 'custom', path: ['RELAY_API_KEY'], message });
}

// zod skips a check over several variables once one is bad, but every bad variable must be named at once.
const evenAfterOtherIssues = { when: () => true };
