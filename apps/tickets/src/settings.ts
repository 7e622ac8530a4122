import { commonSettings, envDatabase, envInt, envUrl, parseSettings } from '@relevo/service-kit/start';
import { z } from 'zod';
import { judgePassword } from './people/password-rule.ts';

const ownSettings = z
  .object({
    DATABASE_URL: envDatabase('file:./data/tickets.db'),
    STORE_URL: envUrl('http://127.0.0.1:4000'),
    ADMIN_EMAIL: z.email('must be an email address').max(200).toLowerCase().optional(),
    ADMIN_PASSWORD: z
      .string()
      .min(10, 'must have at least 10 characters')
      .max(200, 'must have at most 200 characters')
      .optional(),
    SESSION_SECRET: sessionSecrets(),
    RATE_LIMIT_PER_SESSION: envInt(1_200, { min: 1 }),
    SOCKET_PING_INTERVAL_MS: envInt(25_000, { min: 1_000, max: 600_000 }),
    SOCKET_PING_TIMEOUT_MS: envInt(60_000, { min: 1_000, max: 600_000 }),
    SOCKET_MAX_BUFFER_BYTES: envInt(65_536, { min: 1_024, max: 16_777_216 }),
    SOCKET_MAX_CONNECTIONS: envInt(5_000, { min: 10, max: 1_000_000 }),
    SOCKET_MAX_CONNECTIONS_PER_ADDRESS: envInt(2_000, { min: 10, max: 1_000_000 }),
    SOCKET_MESSAGES_PER_SECOND: envInt(50, { min: 1, max: 100_000 }),
  })
  .superRefine(bothOrNone, { when: () => true })
  .superRefine(notGuessed)
  .transform((env) => ({
    admin: firstAdmin(env),
    db: { url: env.DATABASE_URL },
    storeUrl: env.STORE_URL,
    sessionSecrets: env.SESSION_SECRET,
    sessionRequestsPerMinute: env.RATE_LIMIT_PER_SESSION,
    socket: {
      pingIntervalMs: env.SOCKET_PING_INTERVAL_MS,
      pingTimeoutMs: env.SOCKET_PING_TIMEOUT_MS,
      maxBufferBytes: env.SOCKET_MAX_BUFFER_BYTES,
      maxConnections: env.SOCKET_MAX_CONNECTIONS,
      maxConnectionsPerAddress: env.SOCKET_MAX_CONNECTIONS_PER_ADDRESS,
      messagesPerSecond: env.SOCKET_MESSAGES_PER_SECOND,
    },
  }));

// A list, like RELAY_API_KEY: the first signs, all of them are believed.
function sessionSecrets() {
  return z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .transform((all) => all.filter((secret) => secret !== ''))
    .refine((all) => all.length > 0 && all.length <= 10, 'must name 1 to 10 secrets')
    .refine((all) => all.every(({ length }) => length >= 24), 'each must have at least 24 characters')
    .refine((all) => new Set(all).size === all.length, 'names the same secret twice')
    .optional();
}

type AdminVariables = { ADMIN_EMAIL?: string; ADMIN_PASSWORD?: string };

// Half of it is a mistake, and silence about it would leave nobody able to sign in.
function bothOrNone({ ADMIN_EMAIL, ADMIN_PASSWORD }: AdminVariables, context: z.RefinementCtx): void {
  const name = ADMIN_EMAIL === undefined ? 'ADMIN_EMAIL' : 'ADMIN_PASSWORD';
  const message = 'ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or none';
  if ((ADMIN_EMAIL === undefined) !== (ADMIN_PASSWORD === undefined))
    context.addIssue({ code: 'custom', path: [name], message });
}

function notGuessed({ ADMIN_EMAIL, ADMIN_PASSWORD }: AdminVariables, context: z.RefinementCtx): void {
  if (typeof ADMIN_PASSWORD !== 'string' || !judgePassword(ADMIN_PASSWORD, [ADMIN_EMAIL ?? null])) return;
  const message = 'is one that is guessed first: take four words at random, or openssl rand -base64 18';
  context.addIssue({ code: 'custom', path: ['ADMIN_PASSWORD'], message });
}

function firstAdmin({ ADMIN_EMAIL: email, ADMIN_PASSWORD: password }: AdminVariables) {
  return email === undefined || password === undefined ? undefined : { email, password };
}

/** Every setting of the ticket service. */
export const settingsSchema = z.intersection(commonSettings('tickets'), ownSettings);
export type Settings = z.infer<typeof settingsSchema>;

/** @throws SettingsError that names every bad or missing variable at once */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return parseSettings(settingsSchema, env, { requiredInProduction: ['RELAY_API_KEY', 'SESSION_SECRET'] });
}
