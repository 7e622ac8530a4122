import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process ended, and how long after it was asked to, ms. */
export type Ending = {
  code: number | null;
  signal: NodeJS.Signals | null;
  ms: number;
  /** False where it had ended by itself before it was asked to. */
  wasAlive: boolean;
};

/** A server in a process of its own: one of the services, or a baseline of the benchmark. */
export type ServerProcess = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** From the last start of the process until `/readyz` answered 200, ms. */
  readonly startMs: number;
  /** The last few thousand lines that it has written; none where they go to a file. */
  readonly said: readonly string[];
  alive(): boolean;
  /** Sends the signal, SIGTERM unless given, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ending>;
  /** Starts it again on the same port and folder. @param more settings that hold from now on, beside the first ones */
  start(more?: Record<string, string>): Promise<void>;
  /** Stops the process with SIGSTOP. @returns false where it was not running */
  pause(): boolean;
  resume(): void;
  /** Sends it a message; needs `ipc`. */
  tell(message: object): void;
};

export type ServerOptions = {
  /** The script; it listens on `PORT` and answers 200 to `GET /readyz` once it is ready. */
  script: string;
  /** Its arguments. */
  args?: readonly string[];
  /** Working folder. */
  dir: string;
  env: Record<string, string | undefined>;
  /** Arguments of Node.js itself. */
  execArgv?: readonly string[];
  /** A program and its arguments that run Node.js: `strace`, `taskset`, `unshare`. */
  inside?: readonly string[];
  /** The file that gets its output, as under a service manager. Without one the lines are kept in `said`. */
  logFile?: string;
  /** 0 or none lets the system choose. */
  port?: number;
  /** Opens a channel for messages to it. */
  ipc?: boolean;
  /** Is told each line that it writes. */
  onLine?: (line: string) => void;
};

const keptLines = 5_000;

/** Starts a server and waits until it is ready. @throws Error with what it wrote where it ends before that */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { script, args = [], dir, execArgv = [], inside = [], logFile, ipc, onLine } = options;
  const url = `http://127.0.0.1:${options.port || (await freePort())}`;
  const said: string[] = [];
  let env: Record<string, string | undefined> = { PATH: process.env.PATH, HOST: '127.0.0.1', ...options.env };
  let child: ChildProcess;
  let startMs = 0;
  const alive = () => child.exitCode === null && child.signalCode === null;

  function hear(line: string): void {
    said.push(line);
    if (said.length > keptLines) said.splice(0, keptLines / 2);
    onLine?.(line);
  }

  async function start(more: Record<string, string> = {}): Promise<void> {
    env = { ...env, ...more };
    const [program = '', ...rest] = [...inside, process.execPath, ...execArgv, script, ...args];
    const startedAt = performance.now();
    const log = logFile ? openSync(logFile, 'a') : undefined;
    const output = log === undefined ? (['pipe', 'pipe'] as const) : ([log, 'inherit'] as const);
    child = spawn(program, rest, {
      cwd: dir,
      stdio: ['ignore', ...output, ...(ipc ? (['ipc'] as const) : [])],
      env: { ...env, PORT: new URL(url).port },
    });
    if (log !== undefined) closeSync(log);
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', hear);
    await untilReady(child, url, said);
    startMs = performance.now() - startedAt;
  }

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    const askedAt = performance.now();
    const wasAlive = alive();
    if (wasAlive) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return { code: child.exitCode, signal: child.signalCode, ms: performance.now() - askedAt, wasAlive };
  }

  await start();
  return {
    url,
    said,
    alive,
    end,
    start,
    get pid() {
      return child.pid ?? 0;
    },
    get startMs() {
      return startMs;
    },
    pause: () => child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    tell: (message) => void child.send(message),
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}

async function untilReady(child: ChildProcess, url: string, said: readonly string[]): Promise<void> {
  const from = said.length;
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  // After `exit` the pipes may still hold its last words.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (;;) {
    if (failure) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) {
      await closed;
      const words = said.slice(from, from + 50).join('\n');
      throw new Error(`ended with ${child.exitCode ?? child.signalCode} before it was ready: ${words}`);
    }
    if (await isReady(url)) return;
    await sleep(5);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`);
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** A port on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
