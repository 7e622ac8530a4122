import { chmodSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Logger } from '../observe/log.ts';

/**
 * Closes the files of a service to other users of the machine: its database with all that SQLite and we keep beside it, the
 * secrets of development; a folder that holds nothing else with all there is in it. New files are private from the start (`runMain`
 * sets the umask); this is for those of earlier versions, copies and restored backups. What was open is logged.
 *
 * @param where.databaseUrl as in DATABASE_URL
 * @param where.dataDir where secrets are kept in development
 */
export function closeToOthers(log: Logger, where: { databaseUrl: string; dataDir: string }): void {
  const database = resolve(where.databaseUrl.replace(/^file:/, ''));
  const folders = new Set([dirname(database), resolve(where.dataDir)]);
  for (const folder of folders) {
    const names = namesIn(folder);
    if (names.every((name) => ours.test(name))) {
      for (const name of names) if (name !== lostAndFound) close(log, join(folder, name), privateFile);
      if (names.length > 0) close(log, folder, privateFolder);
      continue;
    }
    const own = names.filter((name) => secrets.has(name) || isOf(database, join(folder, name)));
    for (const name of own) close(log, join(folder, name), privateFile);
    if (own.length > 0 && isOpen(folder))
      log.warn({ folder }, 'others may list the folder of the database, which holds other files too');
  }
}

const privateFile = 0o600;
const privateFolder = 0o700;
const secrets = new Set(['relay-api-key', 'session-secret', 'key-header']);
// A disk of its own has it, and it belongs to root.
const lostAndFound = 'lost+found';
// Both services may share a folder, and copies may lie there.
const ours = /^(?:relay-api-key|session-secret|key-header|lost\+found)$|\.db(?:[-.]|$)/;

function isOf(database: string, path: string): boolean {
  return (
    path === database ||
    (path.startsWith(database) && /^[-.]/.test(basename(path).slice(basename(database).length)))
  );
}

function close(log: Logger, path: string, mode: number): void {
  if (!isOpen(path)) return;
  try {
    chmodSync(path, mode);
    log.warn({ path, mode: mode.toString(8) }, 'closed to other users of this machine');
  } catch (error) {
    log.warn({ path, err: error }, 'open to other users of this machine, and cannot be closed');
  }
}

// Windows has other means, and knows no such mode.
function isOpen(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return (
    stat !== undefined && process.platform !== 'win32' && (stat.mode & 0o077) !== 0 && !stat.isSymbolicLink()
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
