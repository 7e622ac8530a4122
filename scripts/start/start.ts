/* `npm start`: builds the board if need be, starts both services on SQLite under data/, says where everything is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Env, SettingsError } from '@relevo/service-kit/start';
import { stopSignal } from '@relevo/service-kit/stop-signal';
import { root } from '../root.ts';
import { buildBoard } from './build-board.ts';
import { keepRunning } from './keep-running.ts';
import { type Planned, planPair, withDotEnv } from './plan-pair.ts';

/** What a service sends to the process that started it. */
type FromService = { signInLink?: string; started?: string };

/** After so long a start is worth a word: a large database that a new version changes. */
const patienceMs = 10_000;

const named = { store: 'store', tickets: 'ticket service' };

const env = readEnv();
const { tickets, store } = planned(env);

process.exitCode = await main();

/** Runs the pair until Ctrl-C or the end of the terminal (exit code 0) or until one of them ends by itself (1). */
async function main(): Promise<number> {
  const stop = Promise.race([stopSignal(), npmEnded()]);
  await buildBoard();
  const children = [tickets, store].map(startService);
  const link = signInLink(children[0]);
  const patience = setTimeout(() => tell('still starting; the lines above say with what'), patienceMs);
  const outcome = await keepRunning(children, {
    ready: Promise.all(children.map(untilStarted)),
    stop,
    onReady: async () => {
      clearTimeout(patience);
      say(await Promise.race([link, delay(1_000, undefined, { ref: false })]));
    },
  });
  clearTimeout(patience);
  return outcome === 'stopped' ? 0 : 1;
}

/** The environment, and what `.env` adds to it: npm runs this in the folder of package.json. */
function readEnv(): Env {
  const path = resolve('.env');
  if (!existsSync(path)) return process.env;
  const { env, read } = withDotEnv(process.env, readFileSync(path, 'utf8'));
  tell(read.length > 0 ? `read from .env: ${read.join(', ')}` : '.env sets nothing that is not set already');
  return env;
}

function planned(env: Env): ReturnType<typeof planPair> {
  try {
    return planPair(env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/**
 * Resolves when npm has been ended by a signal that it could not pass on: it starts this by way of a shell, which ends
 * without a word. Without npm it never resolves.
 */
function npmEnded(): Promise<void> {
  if (process.env.npm_lifecycle_event !== 'start') return new Promise(() => {});
  const parent = process.ppid;
  return new Promise((resolve) => {
    const look = setInterval(() => process.ppid !== parent && resolve(), 500);
    look.unref();
  });
}

function startService({ name, env: own }: Planned): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'apps', name, 'src', 'main.ts')], {
    // From the second start on nothing has to be compiled.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'), ...env, ...own },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C reaches the whole foreground group of a terminal; the services are to be stopped once, by us.
    detached: true,
  });
  child.once('exit', (code, signal) => {
    if (code !== 0 && signal !== 'SIGTERM')
      tell(`the ${named[name]} has ended (${signal ?? code}); the lines above say why`);
  });
  return child;
}

function say(link: string | undefined): void {
  const shop = store.env.DEMO ? 'shop ' : 'store';
  const signIn = link ? `\n  Sign in to the board, once, with\n           ${link}\n` : '';
  process.stdout.write(`
  Relevo is running.
    ${shop}  ${store.url}/
    board  ${tickets.url}/
    key    ${env.RELAY_API_KEY?.trim() ? 'the first one of RELAY_API_KEY' : 'data/relay-api-key'}
${signIn}
  Ctrl-C stops both services.

`);
}

/** The ticket service sends the one-time link to the process that started it. */
function signInLink(child: ChildProcess | undefined): Promise<string | undefined> {
  if (!child) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    child.on('message', ({ signInLink }: FromService) => signInLink && resolve(signInLink));
  });
}

/** Resolves when the service itself says that it listens: whatever answers at its address may be another one. */
function untilStarted(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', ({ started }: FromService) => started !== undefined && resolve());
  });
}

function tell(what: string): void {
  process.stdout.write(`relevo: ${what}\n`);
}
