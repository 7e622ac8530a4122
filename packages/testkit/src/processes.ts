import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { apiKey } from './http.ts';

/** A service in a process of its own, as production runs it. It can be killed and started again on the same port. */
export type ServiceProcess = AsyncDisposable & {
  readonly url: string;
  /** `kill -9`, then start again; resolves when it is ready. */
  killAndRestart(): Promise<void>;
  /** Resolves when it has ended, with its exit code or the signal that ended it; null where it was not running. */
  kill(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
  /** @param more settings that hold from now on, beside the first ones */
  start(more?: Record<string, string>): Promise<void>;
  /** Stops the process without a word, or lets it go on. @returns false where it was not running */
  pause(): boolean;
  resume(): void;
  /** Its process id; undefined before the first start. */
  pid(): number | undefined;
};

/** Starts `apps/<name>/src/main.ts` with its database in `dir`. */
export async function startProcess(
  name: 'store' | 'tickets',
  dir: string,
  env: Record<string, string> = {},
): Promise<ServiceProcess> {
  let child: ChildProcess | undefined;
  let port = '0';
  let url = '';
  let settings = env;

  async function start(more: Record<string, string> = {}): Promise<void> {
    settings = { ...settings, ...more };
    child = spawn(
      process.execPath,
      [fileURLToPath(new URL(`../../../apps/${name}/src/main.ts`, import.meta.url))],
      {
        cwd: dir,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
          NODE_ENV: 'test',
          PORT: port,
          RELAY_API_KEY: apiKey,
          DATABASE_URL: `file:${dir}/${name}.db`,
          ...settings,
        },
      },
    );
    url = await startedUrl(child);
    port = new URL(url).port;
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | NodeJS.Signals | null> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code, by] = await ended;
    return code ?? by;
  }

  await start();
  return {
    get url() {
      return url;
    },
    start,
    kill,
    async killAndRestart() {
      await kill();
      await start();
    },
    pause: () => child?.kill('SIGSTOP') ?? false,
    resume: () => void child?.kill('SIGCONT'),
    pid: () => child?.pid,
    async [Symbol.asyncDispose]() {
      await kill('SIGTERM');
    },
  };
}

/** Waits for the line that says what runs where; of the rest only what ends a service is passed on. */
async function startedUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the child has no output');
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it was ready`)));
    lines.on('line', (line) => {
      if (line.includes('"level":"fatal"')) process.stderr.write(`${line}\n`);
      if (!line.includes('"service started"')) return;
      resolve(JSON.parse(line).url);
    });
  });
}
