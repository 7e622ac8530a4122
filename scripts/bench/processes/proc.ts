import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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
