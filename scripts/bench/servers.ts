import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { root } from '../root.ts';
import { cpuMsOf, memoryOf } from './machine.ts';

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
  return startProcess(name, new URL(`./baselines/${name}.ts`, import.meta.url), options);
}

function startService(name: string, entry: URL, options: StartOptions): Promise<Running> {
  const env = { RELAY_API_KEY: apiKey, DATABASE_URL: `file:${options.dir}/${name}.db`, ...options.env };
  return startProcess(name, entry, { ...options, env });
}

function mainOf(name: 'store' | 'tickets'): URL {
  return new URL(`../../apps/${name}/src/main.ts`, import.meta.url);
}

// As in the image, which holds one: ours and the baselines start from compiled code, after the round that warms up.
const compileCache = `${root}/data/bench/compile-cache`;

/** A server in a process of its own: one of ours with its production settings, or a baseline. */
export type Running = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
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
};

/** Starts a script that listens on `PORT` and waits until it is ready. Its log goes to a file, as under a service manager. */
async function startProcess(name: string, entry: URL, options: StartOptions): Promise<Running> {
  const port = options.port || (await freePort());
  const log = openSync(`${options.dir}/${name}.log`, 'a');
  const startedAt = performance.now();
  const node = [process.execPath, ...(options.execArgv ?? []), fileURLToPath(entry)];
  const [command = '', ...args] = options.cores ? ['taskset', '-c', options.cores, ...node] : node;
  const child = spawn(command, args, {
    cwd: options.dir,
    stdio: ['ignore', log, 'inherit'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: compileCache,
      PORT: String(port),
      HOST: '127.0.0.1',
      ...options.env,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url, name);
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    startMs: performance.now() - startedAt,
    cpuMs: () => cpuMsOf(pid),
    memory: () => memoryOf(pid),
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function ready(child: ChildProcess, url: string, name: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode} before it was ready`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await sleep(5);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** A port on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

// Node tells the time from one look of its clock to the next, and the service has it look every 10 ms.
const betweenLooksMs = 10;

/** What the service says of its event loop since it was last asked, in milliseconds. Asking starts the count anew. */
export async function readLoopDelay(url: string): Promise<{ p99Ms: number; maxMs: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string) => {
    const seconds = Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
    return Math.max(0, seconds * 1_000 - betweenLooksMs);
  };
  return { p99Ms: read('nodejs_eventloop_lag_p99_seconds'), maxMs: read('nodejs_eventloop_lag_max_seconds') };
}
