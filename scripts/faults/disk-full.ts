import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { tempDir } from '../../test/support/temp-dir.ts';
import { pause } from './load.ts';
import { lookWhileItTakesNothing, untilRefused, untilTaken } from './look.ts';
import { atMost, exactly, type Figure } from './report.ts';
import { startService } from './service.ts';
import { storedSoundly } from './stored-soundly.ts';

// Nobody needs to be root for a disk of one's own: it is mounted in a namespace that only the service sees.
const namespace = ['unshare', '--user', '--map-root-user', '--mount'];
const nobody = 'http://127.0.0.1:1';

/** A real file system of 6 MiB that runs full, and gets room again. */
export async function fullDisk(name: 'store' | 'tickets'): Promise<Figure[]> {
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
export function told(what: string, said: readonly string[], words: RegExp): Figure {
  return exactly(
    `${what}: the log says ${words.source}`,
    said.some((line) => words.test(line)),
    true,
  );
}
