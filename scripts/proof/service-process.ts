import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { apiKey } from '@relevo/testkit/http';
import { root } from '../root.ts';

/** How a process ended, and how long after it was asked to. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null; ms: number };

/** A service in a process of its own, as production runs it, with what it says. */
export type Service = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** What it has written since its start: its log, and what went to stderr. The last few thousand lines. */
  readonly said: string[];
  /** Whether the process is still there. */
  alive(): boolean;
  end(signal?: NodeJS.Signals): Promise<Ending>;
  /** Starts again, on the same port and folder. */
  start(): Promise<void>;
};

export type ServiceOptions = {
  env?: Record<string, string>;
  /** A program and its arguments that run the service in place of the shell: `strace`, `prlimit`. */
  inside?: string[];
};

/** Starts `apps/<name>/src/main.ts` with its database in `dir`. @throws with what it said when it does not start */
export async function startService(
  name: 'store' | 'tickets',
  dir: string,
  { env = {}, inside = [] }: ServiceOptions = {},
): Promise<Service> {
  let child: ChildProcess;
  let url = '';
  const said: string[] = [];
  const alive = () => child.exitCode === null && child.signalCode === null;

  async function start(): Promise<void> {
    const [program = process.execPath, ...args] = [
      ...inside,
      process.execPath,
      join(root, 'apps', name, 'src/main.ts'),
    ];
    child = spawn(program, args, {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment(name, dir), PORT: url === '' ? '0' : new URL(url).port, ...env },
    });
    url = await startedUrl(child, (line) => {
      said.push(line);
      if (said.length > 5_000) said.splice(0, 2_500);
    });
  }

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    const asked = performance.now();
    if (alive()) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return { code: child.exitCode, signal: child.signalCode, ms: performance.now() - asked };
  }

  await start();
  return {
    get url() {
      return url;
    },
    get pid() {
      return child.pid ?? 0;
    },
    said,
    alive,
    end,
    start,
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}

function environment(name: string, dir: string): Record<string, string | undefined> {
  const own = { NODE_ENV: 'test', RELAY_API_KEY: apiKey, DATABASE_URL: `file:${dir}/${name}.db` };
  return { PATH: process.env.PATH, ...own };
}

function startedUrl(child: ChildProcess, hear: (line: string) => void): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      hear(line);
      if (said.length < 50) said.push(line);
      if (line.includes('"service started"')) resolve(JSON.parse(line).url);
    });
  }
  child.once('error', reject);
  // After `exit` the pipes may still hold its last words.
  child.once('close', (code) =>
    reject(new Error(`ended with ${code} before it was ready: ${said.join('\n')}`)),
  );
  return promise;
}
