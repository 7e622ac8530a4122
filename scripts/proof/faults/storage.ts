import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { Agent } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { get } from '@relevo/testkit/http';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { sizeOf } from '../../../packages/storage/src/sqlite/file-identity.ts';
import { postOrder, type Try } from '../load.ts';
import { storedSoundly } from '../observe.ts';
import { atMost, exactly, type Figure, type Report } from '../report.ts';
import { nobody, type Service, type ServiceName, startService } from '../services.ts';

/** Trouble with the disk and the file, for each service: it says so, nothing is damaged, and it goes on by itself. */
export async function storage(): Promise<Report> {
  const report: Report = [];
  for (const name of ['store', 'tickets'] as const)
    for (const trouble of [fullDisk, locked, movedAway, badFiles]) report.push(...(await trouble(name)));
  return report;
}

// Nobody needs to be root for a disk of one's own: it is mounted in a namespace that only the service sees.
const namespace = ['unshare', '--user', '--map-root-user', '--mount'];

/** A real file system of 6 MiB that runs full, and gets room again. */
async function fullDisk(name: ServiceName): Promise<Figure[]> {
  const what = `${name}, disk full`;
  if (spawnSync(namespace[0] ?? '', [...namespace.slice(1), 'true']).status !== 0)
    return [{ what, value: 'not measured: it needs unshare and user namespaces (Linux)', ok: false }];
  await using dir = await tempDir();
  const mount = ['sh', '-c', `mount -t tmpfs -o size=6m tmpfs "${dir.path}" && exec "$@"`, 'sh'];
  await using service = await startService(name, dir.path, {
    inside: [...namespace, ...mount],
    env: { TICKETS_URL: nobody, STORE_URL: nobody, RELAY_WAIT_MS: '0' },
  });
  const inside = `/proc/${service.pid}/root${dir.path}`;
  await untilTaken(name, service);
  const ballast = `${inside}/lastre`;
  fill(ballast, 1_024 * 1_024);
  const taken = await untilRefused(name, service, 'LLENO');

  // What is left is too little for an order but enough for less, and an idle service gives its WAL's room back.
  const left = `${inside}/resto`;
  for (let times = 0; times < 3; times += 1) {
    fill(left, 0);
    await pause(700);
  }
  const figures = await lookWhileItTakesNothing(what, name, service);
  rmSync(ballast);
  const recovered = await untilTaken(name, service);
  // SQLite follows links, and the way into the namespace is one: it gets a copy.
  await using outside = await tempDir();
  const file = `${outside.path}/${name}.db`;
  for (const end of ['', '-wal']) copyFileSync(`${inside}/${name}.db${end}`, file + end);
  return [
    ...figures,
    atMost(`${what}: taking orders again after there is room, no restart`, recovered, 2_000, 'ms'),
    ...storedSoundly(what, name, file, taken),
    told(what, service.said, /disk is full/),
  ];
}

/** Appends to a file until only so many bytes are free on its disk. */
function fill(file: string, leaveBytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  appendFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
}

/** Whether the log says why, in words that somebody can search for. */
function told(what: string, said: readonly string[], words: RegExp): Figure {
  return exactly(
    `${what}: the log says ${words.source}`,
    said.some((line) => words.test(line)),
    true,
  );
}

/** Another process that keeps the write lock: while the service runs, and while it starts. */
async function locked(name: ServiceName): Promise<Figure[]> {
  const what = `${name}, locked by another process`;
  await using dir = await tempDir();
  const env = { TICKETS_URL: nobody, STORE_URL: nobody, RELAY_WAIT_MS: '0' };
  await using service = await startService(name, dir.path, { env });
  const file = `${dir.path}/${name}.db`;
  const taking = untilRefused(name, service, 'CANDADO');
  for (let times = 0; times < 30; times += 1) await untilTaken(name, service);

  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  const taken = await taking;
  const figures = await lookWhileItTakesNothing(what, name, service);
  other.exec('ROLLBACK');
  const recovered = await untilTaken(name, service);
  const kept = storedSoundly(what, name, file, taken);

  await service.end();
  other.exec('BEGIN IMMEDIATE');
  const from = performance.now();
  const started = service.start();
  await pause(3_000);
  other.exec('ROLLBACK');
  other.close();
  await started;
  const startedMs = performance.now() - from;
  return [
    ...figures,
    atMost(`${what}: taking orders again after it let go, no restart`, recovered, 2_500, 'ms'),
    ...kept,
    told(what, service.said, /database is locked/),
    atMost(`${what} for 3 s at the start: ready after`, startedMs, 6_000, 'ms'),
  ];
}

const spoil: { what: string; words: RegExp; how: (file: string) => void }[] = [
  {
    what: 'cut to half',
    words: /malformed|cut|short/,
    how: (file) => truncateSync(file, readFileSync(file).length / 2),
  },
  {
    what: 'cut within a page',
    words: /malformed|cut|short|not a database/,
    how: (file) => truncateSync(file, 5_000),
  },
  { what: 'a text', words: /not a database/, how: (file) => writeFileSync(file, 'hola\n'.repeat(2_000)) },
  {
    what: 'of a newer version',
    words: /run a newer one/,
    how: (file) => alter(file, `INSERT INTO migrations VALUES ('future', 999, 'x', 'x', 'x')`),
  },
  {
    what: 'of a version that was edited',
    words: /was edited/,
    how: (file) => alter(file, `UPDATE migrations SET checksum = 'x'`),
  },
];

/** A database at the start that is cut short, no database, or of another version. */
async function badFiles(name: ServiceName): Promise<Figure[]> {
  await using dir = await tempDir();
  const file = `${dir.path}/${name}.db`;
  const sound = `${dir.path}/sound`;
  const service = await startService(name, dir.path);
  for (let made = 0; made < 20; made += 1) await untilTaken(name, service);
  await service.end();
  copyFileSync(file, sound);

  const figures: Figure[] = [];
  for (const { what, words, how } of spoil) {
    copyFileSync(sound, file);
    how(file);
    const before = fingerprint(file);
    const said = await service.start().then(
      () => 'it started',
      (error: Error) => error.message,
    );
    const { code } = await service.end();
    const clear = said.includes(file) && words.test(said);
    figures.push(
      exactly(`${name}, file ${what}: exit code, names file and reason`, `${code} ${clear}`, '1 true'),
      exactly(
        `${name}, file ${what}: left as it was`,
        fingerprint(file) === before && sizeOf(`${file}-wal`) === 0,
        true,
      ),
    );
  }
  copyFileSync(sound, file);
  await service.start();
  figures.push(exactly(`${name}, the sound file again`, (await service.end()).code, 0));
  return figures;
}

/** The file is taken away from under the service, and put back. */
async function movedAway(name: ServiceName): Promise<Figure[]> {
  const what = `${name}, file moved away`;
  await using dir = await tempDir();
  await using service = await startService(name, dir.path, {
    env: { TICKETS_URL: nobody, STORE_URL: nobody, RELAY_WAIT_MS: '0' },
  });
  const file = `${dir.path}/${name}.db`;
  const taking = untilRefused(name, service, 'MUDANZA');
  for (let times = 0; times < 30; times += 1) await untilTaken(name, service);
  renameSync(file, `${file}.aparte`);
  const taken = await taking;
  const figures = await lookWhileItTakesNothing(what, name, service);
  renameSync(`${file}.aparte`, file);
  const recovered = await untilTaken(name, service);
  return [
    ...figures,
    atMost(`${what}: taking orders again with it back, no restart`, recovered, 2_000, 'ms'),
    ...storedSoundly(what, name, file, taken),
    told(what, service.said, /database file .* is gone/),
  ];
}

function alter(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function fingerprint(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

const agent = new Agent({ keepAlive: false });

type Kind = { orders: string; list: string };
const kinds = {
  store: { orders: '/api/pedidos', list: '/api/entregas' },
  tickets: { orders: '/api/tickets', list: '/api/tickets' },
} satisfies Record<string, Kind>;

/** What a service whose storage takes no write must say: 503 to orders, the truth to monitors, lists as before. */
async function lookWhileItTakesNothing(what: string, name: ServiceName, service: Service): Promise<Figure[]> {
  const { orders, list } = kinds[name];
  const refused = await postOrder(`${service.url}${orders}`, `EN-FALLA-${performance.now()}`, agent);
  const [listed, health, live] = await Promise.all(
    [list, '/healthz', '/livez'].map((path) => get(`${service.url}${path}`)),
  );
  return [
    exactly(`${what}: answer to an order`, refused.status, 503),
    exactly(`${what}: with Retry-After`, refused.retryAfter ?? 'none', '5'),
    exactly(
      `${what}: reading, /healthz, /livez`,
      `${listed?.status} ${health?.status} ${live?.status}`,
      '200 503 200',
    ),
    exactly(`${what}: the process goes on`, service.alive(), true),
  ];
}

/** Posts one order over and over until it is taken. @returns how long that took, ms */
async function untilTaken(name: ServiceName, service: Service, limitMs = 30_000): Promise<number> {
  const from = performance.now();
  for (;;) {
    const { status, at }: Try = await postOrder(
      `${service.url}${kinds[name].orders}`,
      `DE-VUELTA-${from}`,
      agent,
    );
    if (status === 201 || status === 200) return at - from;
    if (at - from > limitMs) return Number.POSITIVE_INFINITY;
    await pause(10);
  }
}

/** Posts orders until one is refused. @returns the numbers of those that were taken */
async function untilRefused(name: ServiceName, service: Service, prefix: string): Promise<string[]> {
  const taken: string[] = [];
  for (let made = 0; made < 50_000; made += 1) {
    const { numero, status } = await postOrder(
      `${service.url}${kinds[name].orders}`,
      `${prefix}-${made}`,
      agent,
    );
    if (status !== 201) return taken;
    taken.push(numero);
  }
  throw new Error('the fault never came');
}
