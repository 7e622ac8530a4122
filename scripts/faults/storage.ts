import { badFiles, movedAway } from './bad-file.ts';
import { fullDisk } from './disk-full.ts';
import { locked } from './locked.ts';
import type { Report } from './report.ts';

/** Trouble with the disk and the file, for each service: it says so, nothing is damaged, and it goes on by itself. */
export async function storage(): Promise<Report> {
  const report: Report = [];
  for (const name of ['store', 'tickets'] as const)
    for (const trouble of [fullDisk, locked, movedAway, badFiles]) report.push(...(await trouble(name)));
  return report;
}
