import { commonSettings, envBool, envDatabase, envInt, envUrl, parseSettings } from '@relevo/service-kit';
import { z } from 'zod';

const ownSettings = z
  .object({
    DATABASE_URL: envDatabase('file:./data/store.db'),
    TICKETS_URL: envUrl('http://127.0.0.1:4001'),
    RELAY_WAIT_MS: envInt(2_000, { min: 0, max: 60_000 }),
    RELAY_TIMEOUT_MS: envInt(15_000, { min: 100, max: 120_000 }),
    RELAY_CONCURRENCY: envInt(32, { min: 1, max: 1_000 }),
    DEMO: envBool(false),
    NODE_ENV: z.string().optional(),
  })
  .superRefine(noDemoInProduction, { when: () => true })
  .transform((env) => ({
    db: { url: env.DATABASE_URL },
    ticketsUrl: env.TICKETS_URL,
    relay: { waitMs: env.RELAY_WAIT_MS, timeoutMs: env.RELAY_TIMEOUT_MS, concurrency: env.RELAY_CONCURRENCY },
    demo: env.DEMO,
  }));

// The shop page asks for no key: anybody who finds it could fill the board with orders.
function noDemoInProduction(env: { DEMO?: unknown; NODE_ENV?: unknown }, context: z.RefinementCtx): void {
  const message = 'is not for production; npm run smoke -- --visible shows a purchase there';
  if (env.DEMO === true && env.NODE_ENV === 'production')
    context.addIssue({ code: 'custom', path: ['DEMO'], message });
}

/** Every setting of the store service. */
export const settingsSchema = z.intersection(commonSettings('store'), ownSettings);
export type Settings = z.infer<typeof settingsSchema>;

/** @throws SettingsError that names every bad or missing variable at once */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return parseSettings(settingsSchema, env, { requiredInProduction: ['RELAY_API_KEY', 'TICKETS_URL'] });
}
