import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { root } from '../../root.ts';
import { startBoards } from '../boards/start-boards.ts';
import { createLoader, type Loader } from '../load/loader.ts';
import { anOrder, postText } from '../load/request-text.ts';
import { nowMs } from '../now.ts';
import { startStore, startTickets } from '../processes/services.ts';
import type { Running } from '../processes/start-process.ts';
import { size } from '../size.ts';
import { type CpuProfile, type Share, sumProfile } from './sum-profile.ts';

const shown = 25;
const file = 'main.cpuprofile';
const execArgv = ['--cpu-prof', `--cpu-prof-name=${file}`];

/** Where the main thread's time goes: of the ticket service in row 1 and of the store in row 3. */
export async function profileServices(): Promise<string> {
  return `${await profileTickets()}\n\n${await profileStore()}`;
}

async function profileTickets(): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir, execArgv }));
  const boards = stack.use(await startBoards());
  await boards.open(tickets.url, 1);
  const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
  return tableOf('the ticket service in row 1', await profile(load, tickets, dir));
}

async function profileStore(): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const { path: ticketsDir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir: ticketsDir }));
  const store = stack.use(await startStore({ dir, execArgv, env: { TICKETS_URL: tickets.url } }));
  const load = createLoader({ dir, request: postText('/api/pedidos', anOrder()), connections: 64 });
  return tableOf('the store in row 3', await profile(load, store, dir));
}

/** Loads a service that was started with a profiler, and ends it, which is when the profile is written. */
async function profile(load: Loader, server: Running, dir: string): Promise<Share[]> {
  await load.warm(server);
  await load(server);
  const from = nowMs() * 1_000;
  for (let round = 0; round < size.rounds; round += 1) await load(server);
  const to = nowMs() * 1_000;
  await server[Symbol.asyncDispose]();
  const written = JSON.parse(readFileSync(`${dir}/${file}`, 'utf8')) as CpuProfile;
  const shares = sumProfile(written, { root: pathToFileURL(root).href, from, to });
  if (shares.length === 0) throw new Error('the profile holds nothing of the rounds that count');
  return shares;
}

function tableOf(name: string, shares: readonly Share[]): string {
  const rest = shares.slice(shown).reduce((sum, { share }) => sum + share, 0);
  const lines = [
    ...shares.slice(0, shown),
    { part: `${Math.max(0, shares.length - shown)} others`, share: rest },
  ];
  const text = lines.map(({ part, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${part}`);
  return [`${name}, percent of the time that its main thread is busy:`, ...text].join('\n');
}
