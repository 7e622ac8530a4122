import { type Running, type StartOptions, startProcess } from './start-process.ts';

export const apiKey = 'bench-key-bench-key-bench-key-1234';

// Nothing listens there: a row that wants the other service says where it is.
const nobody = 'http://127.0.0.1:1';

/** The ticket service as production runs it, on a database in `dir`. */
export function startTickets(options: StartOptions, entry = mainOf('tickets')): Promise<Running> {
  const env = { SESSION_SECRET: 'bench-session-secret-0123456789', STORE_URL: nobody, ...options.env };
  return startService('tickets', entry, { ...options, env });
}

/** The store service as production runs it, on a database in `dir`. */
export function startStore(options: StartOptions & { env: { TICKETS_URL: string } }): Promise<Running> {
  return startService('store', mainOf('store'), options);
}

/** A script of `baselines/`. */
export function startBaseline(name: string, options: StartOptions): Promise<Running> {
  return startProcess(name, new URL(`../baselines/${name}.ts`, import.meta.url), options);
}

function startService(name: string, entry: URL, options: StartOptions): Promise<Running> {
  const env = { RELAY_API_KEY: apiKey, DATABASE_URL: `file:${options.dir}/${name}.db`, ...options.env };
  return startProcess(name, entry, { ...options, env });
}

function mainOf(name: 'store' | 'tickets'): URL {
  return new URL(`../../../apps/${name}/src/main.ts`, import.meta.url);
}
