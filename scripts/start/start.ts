/* `npm start`: builds the board if need be, starts both services on SQLite under data/, says where everything is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stopSignal } from '@relevo/service-kit/stop-signal';
import { root } from '../root.ts';
import { buildBoard } from './build-board.ts';
import { keepRunning } from './keep-running.ts';
import { type Planned, planPair } from './plan-pair.ts';

const startLimitMs = 60_000;
const { tickets, store } = planPair(process.env);

process.exitCode = await main();

/** Runs the pair until Ctrl-C or the end of the terminal (exit code 0) or until one of them ends by itself (1). */
async function main(): Promise<number> {
  const stop = stopSignal();
  await buildBoard();
  const children = [tickets, store].map(startService);
  const link = signInLink(children[0]);
  const outcome = await keepRunning(children, {
    ready: Promise.all([untilReady(tickets.url), untilReady(store.url)]),
    stop,
    onReady: async () => say(await Promise.race([link, delay(1_000, undefined, { ref: false })])),
  });
  return outcome === 'stopped' ? 0 : 1;
}

function startService({ name, env }: Planned): ChildProcess {
  return spawn(process.execPath, [join(root, 'apps', name, 'src', 'main.ts')], {
    cwd: root,
    // From the second start on nothing has to be compiled.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'), ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C reaches the whole foreground group of a terminal; the services are to be stopped once, by us.
    detached: true,
  });
}

function say(link: string | undefined): void {
  const shop = store.env.DEMO ? 'shop ' : 'store';
  const signIn = link ? `\n  Sign in to the board, once, with\n           ${link}\n` : '';
  process.stdout.write(`
  Relevo is running.
    ${shop}  ${store.url}/
    board  ${tickets.url}/
${signIn}
  Ctrl-C stops both services.

`);
}

/** The ticket service sends the one-time link to the process that started it. */
async function signInLink(child: ChildProcess | undefined): Promise<string | undefined> {
  if (!child) return undefined;
  const [message] = (await once(child, 'message')) as [{ signInLink?: string }];
  return message.signInLink;
}

async function untilReady(url: string): Promise<void> {
  const limit = AbortSignal.timeout(startLimitMs);
  while (!limit.aborted) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(100, undefined, { ref: false });
  }
  throw new Error(`${url} was not ready within ${startLimitMs / 1_000} s`);
}
