import { parseEnv } from 'node:util';
import { urlAt } from '@relevo/service-kit/listen';
import { type Env, SettingsError } from '@relevo/service-kit/start';

/** A service of `npm start`: where it can be asked on this machine, and what its environment has besides. */
export type Planned = { name: 'store' | 'tickets'; url: string; env: Record<string, string> };

/**
 * Adds the variables of a `.env` file to the environment, which has the last word; an empty one counts as unset, as
 * everywhere.
 * @returns `read`: the names of those that hold by the file
 */
export function withDotEnv(env: Env, text: string): { env: Env; read: string[] } {
  const file = Object.entries(parseEnv(text)).filter(([name, value]) => value?.trim() && !env[name]?.trim());
  return { env: { ...env, ...Object.fromEntries(file) }, read: file.map(([name]) => name) };
}

/**
 * Both services at the address of HOST, the store at PORT and the ticket service at the port behind it, each told where
 * the other is unless the environment says so.
 * @throws SettingsError for a PORT that leaves no room for both, and for one database for both
 */
export function planPair(env: Env): { tickets: Planned; store: Planned } {
  const given = (name: string) => env[name]?.trim() || undefined;
  refuseWhatFitsOne(given);
  const port = Number(given('PORT') ?? 4000);
  // The services' own default: 0.0.0.0 in production, which is asked at 127.0.0.1 as well.
  const host = given('HOST') ?? '127.0.0.1';
  // The store refuses the shop page in production.
  const demo = given('NODE_ENV') !== 'production';
  const [ticketsUrl, storeUrl] = [urlAt(host, port + 1), urlAt(host, port)];
  return {
    tickets: {
      name: 'tickets',
      url: ticketsUrl,
      env: { PORT: String(port + 1), STORE_URL: given('STORE_URL') ?? storeUrl },
    },
    store: {
      name: 'store',
      url: storeUrl,
      env: {
        PORT: String(port),
        ...(demo && { DEMO: '1' }),
        TICKETS_URL: given('TICKETS_URL') ?? ticketsUrl,
      },
    },
  };
}

function refuseWhatFitsOne(given: (name: string) => string | undefined): void {
  const problems = [];
  const port = given('PORT');
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_534))
    problems.push({
      variable: 'PORT',
      message: 'must be from 1 to 65534: the store listens on it, the ticket service on the next one',
    });
  for (const variable of ['DATABASE_URL', 'METRICS_PORT'])
    if (given(variable) !== undefined)
      problems.push({
        variable,
        message:
          'is for one service: npm start runs both; leave it out, or use start:store and start:tickets',
      });
  if (problems.length > 0) throw new SettingsError(problems);
}
