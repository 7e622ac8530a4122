import Database from 'better-sqlite3';
import { tempDir } from '../../test/support/temp-dir.ts';
import { told } from './disk-full.ts';
import { pause } from './load.ts';
import { lookWhileItTakesNothing, untilRefused, untilTaken } from './look.ts';
import { atMost, type Figure } from './report.ts';
import { startService } from './service.ts';
import { storedSoundly } from './stored-soundly.ts';

/** Another process that keeps the write lock: while the service runs, and while it starts. */
export async function locked(name: 'store' | 'tickets'): Promise<Figure[]> {
  const what = `${name}, locked by another process`;
  await using dir = await tempDir();
  const nobody = 'http://127.0.0.1:1';
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
