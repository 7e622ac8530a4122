import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { metric } from '../metrics.ts';
import { root } from '../root.ts';
import { startServer } from '../server-process.ts';
import { cpuMsOf, memoryOf } from './machine.ts';

export const apiKey = 'bench-key-bench-key-bench-key-1234';

// Nothing listens there: a row that wants the other service says where it is.
const nobody = 'http://127.0.0.1:1';

// As in the image, which holds one: ours and the baselines start from compiled code, after the round that warms up.
const compileCache = join(root, 'data/bench/compile-cache');

/** A server in a process of its own: one of the services with its production settings, or a baseline. */
export type Running = AsyncDisposable & {
  readonly url: string;
  /** From the start of the process until `/readyz` answered 200, in milliseconds. */
  readonly startMs: number;
  /** Processor time used since its start, in milliseconds. */
  cpuMs(): number;
  /** Resident memory, in bytes. */
  memory(): number;
};

export type StartOptions = {
  /** Working folder; the log (`<name>.log`) and the database go there. */
  dir: string;
  env?: Record<string, string>;
  execArgv?: readonly string[];
  /** 0 lets the system choose. */
  port?: number;
  /** Processors that it may use, as taskset takes them; all unless given. */
  cores?: string;
  /** The checkout whose services start; this one unless given. */
  checkout?: string;
};

/** A script of `baselines/changed-tickets.ts`. */
export type Variant = 'one-commit-per-order' | 'main-thread-writer';

/** Starts the ticket service as production runs it, or a variant of it, on a database in `dir`. */
export function startTickets(options: StartOptions, variant?: Variant): Promise<Running> {
  const env = { SESSION_SECRET: 'bench-session-secret-0123456789', STORE_URL: nobody, ...options.env };
  const script = variant ? baseline('changed-tickets') : mainOf('tickets', options);
  return startService('tickets', script, { ...options, env }, variant ? [variant] : []);
}

/** Starts the store service as production runs it, on a database in `dir`. */
export function startStore(options: StartOptions & { env: { TICKETS_URL: string } }): Promise<Running> {
  return startService('store', mainOf('store', options), options);
}

/** Starts a server of `baselines/bare-servers.ts`. */
export function startBaseline(name: string, options: StartOptions): Promise<Running> {
  return start(name, baseline('bare-servers'), options, [name]);
}

function startService(name: string, script: string, options: StartOptions, args: string[] = []) {
  const env = { RELAY_API_KEY: apiKey, DATABASE_URL: `file:${options.dir}/${name}.db`, ...options.env };
  return start(name, script, { ...options, env }, args);
}

async function start(name: string, script: string, options: StartOptions, args: string[]): Promise<Running> {
  const { dir, execArgv, port, cores } = options;
  const server = await startServer({
    script,
    args,
    dir,
    execArgv,
    port,
    inside: cores ? ['taskset', '-c', cores] : [],
    logFile: join(dir, `${name}.log`),
    env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: compileCache, ...options.env },
  });
  return {
    url: server.url,
    startMs: server.startMs,
    cpuMs: () => cpuMsOf(server.pid),
    memory: () => memoryOf(server.pid),
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

function baseline(name: string): string {
  return join(import.meta.dirname, 'baselines', `${name}.ts`);
}

function mainOf(name: 'store' | 'tickets', { checkout = root }: StartOptions): string {
  return join(checkout, 'apps', name, 'src/main.ts');
}

// Node samples the delay with a timer, and the service sets that to 10 ms: so much of each value is the timer itself.
const betweenLooksMs = 10;

/** The event-loop delay p99 that the service tells since it was last asked, ms. Asking starts the count anew. */
export async function readLoopDelay(url: string): Promise<number> {
  const seconds = await metric(url, 'nodejs_eventloop_lag_p99_seconds', apiKey);
  return Math.max(0, seconds * 1_000 - betweenLooksMs);
}

// Longer than the service waits until it looks for something to do.
const putOffMs = 2_200;

/**
 * Lets a service do what it has put off to a quiet moment (the index of the search), so that it does not fall into the
 * round of another: waits until it uses next to no processor time.
 */
export async function rest(server: Running): Promise<void> {
  await sleep(putOffMs);
  for (;;) {
    const before = server.cpuMs();
    await sleep(200);
    if (!(server.cpuMs() - before > 20)) return;
  }
}
