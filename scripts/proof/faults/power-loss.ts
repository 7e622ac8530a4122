import { spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '@relevo/testkit/random';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { startLoad } from '../load.ts';
import { missing, orderNumbers, soundness, ticketNumbers } from '../observe.ts';
import type { FaultOptions } from '../options.ts';
import { atLeast, exactly, type Figure, type Report } from '../report.ts';
import { nobody, type ServiceName, startService } from '../services.ts';
import { type Call, diskOf, readTrace, straceCommand } from './traced-disk.ts';

const orders = 400;

/**
 * Runs each service under strace, which sees every write, fsync and answer in order. For each answer that took an
 * order: was the order on the disk before it? And would a power cut at that moment have kept it?
 */
export async function powerLoss({ seed = 1 }: FaultOptions): Promise<Report> {
  if (spawnSync('strace', ['-V']).status !== 0) {
    const value =
      'strace is missing; this fault needs it to see the system calls (Debian: apt-get install strace)';
    return [{ what: 'power loss', value, ok: false }];
  }
  return [...(await cutPower('tickets', seed)), ...(await cutPower('store', seed))];
}

async function cutPower(name: ServiceName, seed: number): Promise<Figure[]> {
  await using dir = await tempDir();
  const folder = realpathSync(dir.path);
  const file = `${folder}/${name}.db`;
  const { taken, calls } = await trace(name, folder);
  const [db, wal] = [diskOf(file, calls), diskOf(`${file}-wal`, calls)];
  const answers = calls.flatMap(answeredOrders);
  const early = answers.filter(({ numero, moment }) => {
    const order = wal.firstWith(Buffer.from(`"${numero}"`), moment);
    return !order || order.ended >= wal.safeBefore(moment);
  });
  const folderSync = calls.find((call) => call.name === 'fsync' && call.path === folder && call.result === 0);

  const random = seededRandom(seed);
  // Where answers go out too early that is said already, and all that was never synced would be laid over each disk.
  const tried = early.length === 0 ? answers : answers.slice(0, 20);
  const cuts = { lost: 0, unsound: 0 };
  const torn = { lost: 0, unsound: 0 };
  for (const [nth, { moment }] of tried.entries()) {
    const promised = answers.slice(0, nth + 1).map(({ numero }) => numero);
    for (const [found, survives] of [
      [cuts, () => false],
      [torn, () => random() < 0.5],
    ] as const) {
      const image = restore(`${folder}/cut`, db.at(moment, survives), wal.at(moment, survives));
      const [lost, sound] = verdict(image, name, promised);
      found.lost += lost;
      found.unsound += sound ? 0 : 1;
    }
  }
  return [
    atLeast(`${name}: answers that took an order, in the trace`, answers.length, taken.length),
    exactly(`${name}: answers before the fsync of their order had ended`, early.length, 0),
    exactly(
      `${name}: the folder was synced before the first answer`,
      (folderSync?.ended ?? Number.POSITIVE_INFINITY) < (answers[0]?.moment ?? 0),
      true,
    ),
    exactly(`${name}: ${tried.length} power cuts, nothing unsynced survives: orders lost`, cuts.lost, 0),
    exactly(`${name}: … databases not sound`, cuts.unsound, 0),
    exactly(
      `${name}: ${tried.length} power cuts, half of the unsynced sectors survive: orders lost`,
      torn.lost,
      0,
    ),
    exactly(`${name}: … databases not sound`, torn.unsound, 0),
  ];
}

async function trace(name: ServiceName, folder: string): Promise<{ taken: string[]; calls: Call[] }> {
  const output = `${folder}/trace`;
  await using service = await startService(name, folder, {
    inside: straceCommand(output),
    env: { TICKETS_URL: nobody, STORE_URL: nobody, RELAY_WAIT_MS: '0', LOG_LEVEL: 'info' },
  });
  const path = name === 'store' ? '/api/pedidos' : '/api/tickets';
  const load = startLoad(service.url + path, { atOnce: 6, prefix: 'CORTE' });
  await until(
    () => pause(20).then(() => load.acknowledged.length),
    (taken) => taken >= orders,
    120_000,
  );
  await load.stop();
  const { pid } = service;
  await service.end();
  // strace writes its last lines when the service is gone already.
  await until(
    () => pause(50).then(() => readFile(output, 'latin1')),
    (text) => new RegExp(`^${pid} +\\+\\+\\+ exited`, 'm').test(text.slice(-2_000)),
  );
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(output, 'latin1') })) lines.push(line);
  return { taken: load.acknowledged, calls: readTrace(lines) };
}

/** The orders that this call acknowledges to a client. */
function answeredOrders({ path, data, begun }: Call): { numero: string; moment: number }[] {
  if (!/^(socket|TCP)/.test(path) || !/^HTTP\/1\.1 20[01] /.test(data.toString('latin1', 0, 13))) return [];
  const text = data.toString('latin1');
  return [...text.matchAll(/"numero":"(CORTE-\d+)"/g)].map(([, numero = '']) => ({ numero, moment: begun }));
}

function restore(folder: string, db: Buffer, wal: Buffer): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(`${folder}/cut.db`, db);
  if (wal.length > 0) writeFileSync(`${folder}/cut.db-wal`, wal);
  return `${folder}/cut.db`;
}

function verdict(file: string, name: ServiceName, promised: string[]): [lost: number, sound: boolean] {
  try {
    const lost = missing(file, name === 'store' ? orderNumbers : ticketNumbers, promised);
    return [lost, soundness(file) === 'ok'];
  } catch {
    return [promised.length, false];
  }
}
