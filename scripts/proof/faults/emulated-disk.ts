import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

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
