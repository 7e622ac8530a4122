import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { tempDir } from '../../test/support/temp-dir.ts';
import { percentile } from './figures.ts';

export type Machine = { text: string; fsyncMs: number };

/** The machine on which the figures were taken. */
export async function describeMachine(): Promise<Machine> {
  const fsyncMs = await measureFsync();
  const [cpu] = cpus();
  const text = [
    `${cpus().length} × ${cpu?.model.trim()}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    `Node.js ${process.version}`,
    `fsync ${fsyncMs.toFixed(2)} ms (median)`,
  ].join(', ');
  return { text, fsyncMs };
}

/** How long the disk takes to keep a page, in milliseconds: the median of many. */
export async function measureFsync(): Promise<number> {
  await using dir = await tempDir();
  const file = openSync(`${dir.path}/page`, 'w');
  const page = Buffer.alloc(4_096, 1);
  const times = Array.from({ length: 200 }, (_, nth) => {
    writeSync(file, page, 0, page.length, nth * page.length);
    const from = performance.now();
    fdatasyncSync(file);
    return performance.now() - from;
  });
  closeSync(file);
  return percentile(
    times.toSorted((a, b) => a - b),
    0.5,
  );
}
