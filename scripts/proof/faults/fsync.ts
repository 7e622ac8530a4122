import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Action } from '@relevo/contract';
import { get } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { aCommand } from '@relevo/testkit/work';
import { isTaken, type Load, post, postOrder, startLoad } from '../load.ts';
import { column, missing, orderNumbers, soundness, ticketNumbers } from '../observe.ts';
import type { FaultOptions } from '../options.ts';
import { atLeast, exactly, type Figure, fact, type Report } from '../report.ts';
import { type Service, startService } from '../services.ts';

type Row = {
  what: string;
  fault: DiskFault;
  /** The least that each service is under load with the fault, ms; then the disk works again. */
  ms: number;
  /** The services end, start again on the same cache, and everything is handed in once more before the power goes. */
  restart?: 'killed in the middle of an fsync' | 'killed later';
};

const rows: Row[] = [
  { what: 'every fsync fails, for 1.5 s', fault: { failPermille: 1_000 }, ms: 1_500 },
  { what: 'two fail', fault: { failNext: 2 }, ms: 0 },
  { what: 'one fails', fault: { failNext: 1 }, ms: 0 },
  { what: '3 % fail', fault: { failPermille: 30 }, ms: 1_000 },
  { what: '10 % fail', fault: { failPermille: 100 }, ms: 1_000 },
  { what: 'two fail, killed, started', fault: { failNext: 2 }, ms: 0, restart: 'killed later' },
  {
    what: 'killed between write and fsync, started',
    fault: { killNext: 5 },
    ms: 0,
    restart: 'killed in the middle of an fsync',
  },
];

/**
 * Gives each service a disk whose fsyncs fail as told, lets checkouts, shops and people work, and cuts the power. What was
 * answered with 2xx must be on what is left: orders at the store, tickets that came directly, tickets that the store was told
 * of, commands.
 * @param only the rows to try; all of them unless given
 */
export async function failedFsync({ seed = 1 }: FaultOptions, only?: string[]): Promise<Report> {
  await using tools = await tempDir();
  const library = process.platform === 'linux' ? compileDisk(realpathSync(tools.path)) : undefined;
  if (!library) {
    const value =
      'left out: the emulated disk needs Linux and a C compiler, `cc` (Debian: apt-get install gcc libc6-dev)';
    return [{ what: 'a failed fsync', value, ok: !process.env.CI }];
  }
  const report: Report = [];
  for (const [nth, row] of rows.entries())
    if (!only || only.includes(row.what)) report.push(...(await tryRow(row, library, seed * 100 + nth)));
  return report;
}

async function tryRow(row: Row, library: string, seed: number): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack();
  const folder = realpathSync(stack.use(await tempDir()).path);
  const disks = {
    tickets: createDisk(library, folder, { name: 'tickets', seed }),
    store: createDisk(library, folder, { name: 'store', seed: seed + 50 }),
  };
  const env = { STORE_URL: 'http://127.0.0.1:1', LOG_LEVEL: 'info' };
  const tickets = stack.use(await startService('tickets', folder, { env: { ...env, ...disks.tickets.env } }));
  const storeEnv = { TICKETS_URL: tickets.url, RELAY_WAIT_MS: '0', ...disks.store.env };
  const store = stack.use(await startService('store', folder, { env: storeEnv }));

  const checkouts = startLoad(`${store.url}/api/pedidos`, {
    atOnce: 6,
    prefix: 'TIENDA',
    insist: true,
    pauseMs: 20,
  });
  const shops = startLoad(`${tickets.url}/api/tickets`, {
    atOnce: 4,
    prefix: 'DIRECTO',
    insist: true,
    pauseMs: 20,
  });
  const people = startPeople(tickets.url);
  const counts = () => [checkouts.acknowledged, shops.acknowledged, people.done].map(({ length }) => length);
  const gotOn = (least: number[]) =>
    until(
      () => pause(5).then(counts),
      (many) => many.every((one, at) => one >= (least[at] ?? 0)),
      20_000,
    );
  await gotOn([10, 10, 6]);
  const both = Object.values(disks);
  for (const disk of both) disk.fail(row.fault);
  const figures = row.fault.failPermille === 1_000 ? await lookWhileNothingIsKept(row, store, tickets) : [];
  if (row.restart === 'killed in the middle of an fsync')
    await until(
      () => pause(5).then(() => store.alive() || tickets.alive()),
      (alive) => !alive,
      20_000,
    );
  else await untilFailed(both, row);
  for (const disk of both) disk.fail({});
  if (!row.restart) {
    const before = counts();
    // Everybody gets on by themselves.
    // But not so far that a checkpoint covers what is missing in the WAL.
    await gotOn(before.map((many) => many + 3));
  }
  await Promise.all([store.end('SIGKILL'), tickets.end('SIGKILL')]);
  await Promise.all([checkouts.stop(), shops.stop(), people.stop()]);
  if (row.restart) {
    for (const [name, service] of [
      ['tickets', tickets],
      ['store', store],
    ] as const)
      figures.push(...(await startOnFailingDisk(row, name, service, disks[name])));
    await handInAgain(checkouts, `${store.url}/api/pedidos`);
    await handInAgain(shops, `${tickets.url}/api/tickets`);
    await Promise.all([store.end('SIGKILL'), tickets.end('SIGKILL')]);
  }
  return [...figures, ...judge(row, folder, disks, { checkouts, shops, people })];
}

/** Waits until each disk has failed as it was told to, and at least as long as the row says. */
async function untilFailed(disks: EmulatedDisk[], { ms, fault }: Row): Promise<void> {
  const wanted = fault.failNext ?? 1;
  const from = performance.now();
  await until(
    () => pause(5).then(() => Math.min(...disks.map((disk) => disk.counts().failed))),
    (failed) => failed >= wanted && performance.now() - from >= ms,
    20_000,
  );
}

/** With no fsync that works nothing may be promised: 503 to an order, and the truth to monitors. */
async function lookWhileNothingIsKept(row: Row, store: Service, tickets: Service): Promise<Figure[]> {
  const figures: Figure[] = [];
  const agent = new Agent({ keepAlive: false });
  await pause(200);
  for (const [name, { url }, path] of [
    ['store', store, '/api/pedidos'],
    ['tickets', tickets, '/api/tickets'],
  ] as const) {
    const refused = await postOrder(url + path, 'NO-SE-GUARDA', agent);
    const health = await get(`${url}/healthz`);
    figures.push(
      exactly(`${row.what}: ${name}, answer to an order`, refused.status, 503),
      exactly(`${row.what}: ${name}, /healthz`, `${health.status} ${health.body.database}`, '503 error'),
    );
  }
  return figures;
}

/** Starts a service on a disk that syncs nothing at first: it must say so, and start by itself once it does. */
async function startOnFailingDisk(
  { what }: Row,
  name: string,
  service: Service,
  disk: EmulatedDisk,
): Promise<Figure[]> {
  disk.fail({ failPermille: 1_000 });
  const started = service.start();
  const health = await until(
    () => pause(20).then(() => get(`${service.url}/healthz`).catch(() => undefined)),
    (answer) => answer !== undefined,
    20_000,
  );
  const path = name === 'store' ? '/api/pedidos' : '/api/tickets';
  const refused = await postOrder(service.url + path, 'NO-SE-GUARDA', new Agent({ keepAlive: false }));
  disk.fail({});
  await started;
  return [
    exactly(
      `${what}: ${name} on a disk that fails: /healthz, an order`,
      `${health?.status} ${health?.body.database}, ${refused.status}`,
      '503 error, 503',
    ),
  ];
}

type People = { done: { id: string }[]; stop(): Promise<void> };

/** Takes tickets and works on them, each command again under the same id until it is answered. */
function startPeople(url: string): People {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const done: { id: string }[] = [];
  let stopped = false;

  async function insist(path: string, body: object) {
    for (;;) {
      const reply = await post(url + path, JSON.stringify(body), { agent });
      if (isTaken(reply)) return JSON.parse(reply.body.toString());
      if (stopped) return undefined;
      await pause(10);
    }
  }
  async function person(name: string): Promise<void> {
    for (let made = 1; !stopped; made += 1) {
      const ticketId = (await insist('/api/tickets', anOrder(`${name}-${made}`)))?.ticket_id;
      let version = 1;
      for (const accion of ['reconocer', 'avanzar'] satisfies Action[]) {
        if (ticketId === undefined || stopped) return;
        const command = aCommand(accion, version);
        const answer = await insist(`/api/tickets/${ticketId}/comandos`, command);
        if (!answer) return;
        version = answer.ticket.version;
        done.push({ id: command.cmd_id });
        await pause(20);
      }
    }
  }
  const working = Promise.all([person('MANO-A'), person('MANO-B')]).finally(() => agent.destroy());
  return {
    done,
    async stop() {
      stopped = true;
      await working;
    },
  };
}

/** Hands in once more whatever was ever handed in, as checkouts do that got no answer; what is taken now counts too. */
async function handInAgain(load: Load, url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const numbers = [...new Set(load.tries.map(({ numero }) => numero))];
  for (const numero of numbers) {
    const tried = await postOrder(url, numero, agent);
    if (isTaken(tried)) load.acknowledged.push(numero);
  }
  agent.destroy();
}

type Promised = { checkouts: Load; shops: Load; people: People };

function judge(
  row: Row,
  folder: string,
  disks: { tickets: EmulatedDisk; store: EmulatedDisk },
  { checkouts, shops, people }: Promised,
): Figure[] {
  const cut = `${folder}/after-the-cut`;
  mkdirSync(cut);
  for (const disk of Object.values(disks)) disk.afterPowerCut(cut);
  const [store, tickets] = [`${cut}/store.db`, `${cut}/tickets.db`];
  const told = column<string>(
    store,
    `SELECT json_extract(payload, '$.numero') FROM outbox_deliveries WHERE state = 'entregada'`,
  );
  const failed = disks.tickets.counts().failed + disks.store.counts().failed;
  const lost = (file: string, sql: string, wanted: string[]) => missing(file, sql, wanted);
  const commands = people.done.map(({ id }) => id);
  return [
    fact(
      `${row.what}: fsyncs that failed, and that did not`,
      `${failed}, ${disks.tickets.counts().synced + disks.store.counts().synced}`,
    ),
    atLeast(
      `${row.what}: answers that promised something`,
      checkouts.acknowledged.length + shops.acknowledged.length + commands.length,
      24,
    ),
    exactly(`${row.what}: orders of the store lost`, lost(store, orderNumbers, checkouts.acknowledged), 0),
    exactly(
      `${row.what}: tickets lost that a shop was promised`,
      lost(tickets, ticketNumbers, shops.acknowledged),
      0,
    ),
    exactly(
      `${row.what}: tickets lost that the store was promised (of ${told.length})`,
      lost(tickets, ticketNumbers, told),
      0,
    ),
    exactly(`${row.what}: commands lost`, lost(tickets, 'SELECT cmd_id FROM commands', commands), 0),
    exactly(`${row.what}: the databases`, `${soundness(store)} ${soundness(tickets)}`, 'ok ok'),
  ];
}

/** How the disk is to fail, from now on. What is left out is 0: it works. */
export type DiskFault = {
  /** So many fsyncs fail, one after the other. */
  failNext?: number;
  /** Each one fails with this chance, in a thousand. */
  failPermille?: number;
  /** The process is killed as it begins the fsync with this number: what it wrote is in the cache and not on the disk. */
  killNext?: number;
};

/** A disk of one service that can fail, and what would be left of it after a power cut. */
export type EmulatedDisk = {
  /** What the service needs in its environment. */
  env: Record<string, string>;
  fail(fault: DiskFault): void;
  counts(): { failed: number; synced: number };
  /** Copies what is on the disk now to this folder. The service must have been killed. */
  afterPowerCut(folder: string): void;
};

const source = new URL('./emulated-disk.c', import.meta.url).pathname;
// The order of `struct control` in emulated-disk.c.
const place = { failNext: 0, failPermille: 4, killNext: 8, random: 12, failed: 16, synced: 20 };
const controlBytes = 24;

/** Compiles the library with the machine's C compiler. @returns its path, or undefined where there is no compiler */
export function compileDisk(folder: string): string | undefined {
  const library = `${folder}/emulated-disk.so`;
  const { error, status, stderr } = spawnSync(
    'cc',
    ['-O2', '-shared', '-fPIC', '-pthread', '-o', library, source, '-ldl'],
    { encoding: 'utf8' },
  );
  if (error) return undefined;
  if (status !== 0) throw new Error(`the emulated disk does not compile: ${stderr}`);
  return library;
}

/** Makes the disk of the databases in `root`, a real path without links. Its files are kept beside: `<root>.<name>…`. */
export function createDisk(
  library: string,
  root: string,
  { name, seed }: { name: string; seed: number },
): EmulatedDisk {
  const control = `${root}/${name}.control`;
  const kept = `${root}/${name}.kept`;
  mkdirSync(kept);
  const begin = Buffer.alloc(controlBytes);
  begin.writeUInt32LE((seed * 2_654_435_761) % 2 ** 32 || 1, place.random);
  writeFileSync(control, begin);

  const set = (at: number, value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    const file = openSync(control, 'r+');
    writeSync(file, bytes, 0, 4, at);
    closeSync(file);
  };
  return {
    env: { LD_PRELOAD: library, DISK_ROOT: `${root}/`, DISK_KEPT: kept, DISK_CONTROL: control },
    fail({ failNext = 0, failPermille = 0, killNext = 0 }) {
      set(place.failNext, failNext);
      set(place.failPermille, failPermille);
      set(place.killNext, killNext);
    },
    counts() {
      const now = readFileSync(control);
      return { failed: now.readUInt32LE(place.failed), synced: now.readUInt32LE(place.synced) };
    },
    afterPowerCut: (folder) => cpSync(kept, folder, { recursive: true }),
  };
}
