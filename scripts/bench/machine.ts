import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { tempDir } from '@relevo/testkit/temp-dir';
import { percentile } from '../figures.ts';

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

/** Milliseconds on the monotonic clock that all processes of a machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

// USER_HZ is 100 and a page 4 KiB on every Linux that this runs on; elsewhere there is no /proc.
const msPerTick = 10;
const pageBytes = 4_096;

/** Processor time of a process so far, all threads, in milliseconds; NaN where the system does not say (no Linux). */
export function cpuMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets, which may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return Number.NaN;
  }
}

/** Resident memory of a process, in bytes. */
export function memoryOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
    return Number(kibibytes) * 1_024;
  }
}
