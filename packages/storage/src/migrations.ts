import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

export type AppliedMigration = Pick<Migration, 'component' | 'number' | 'name' | 'checksum'>;

type MigrationPlan =
  | { kind: 'run'; pending: Migration[] }
  | { kind: 'newer'; unknown: AppliedMigration }
  | { kind: 'changed'; changed: AppliedMigration };

/** Decides which migrations a database still needs, or that it is newer than this code, or that one was edited. */
export function planMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): MigrationPlan {
  const knownByKey = new Map(known.map((migration) => [keyOf(migration), migration]));
  for (const past of applied) {
    const migration = knownByKey.get(keyOf(past));
    if (!migration) return { kind: 'newer', unknown: past };
    if (migration.checksum !== past.checksum) return { kind: 'changed', changed: past };
  }
  const done = new Set(applied.map(keyOf));
  return { kind: 'run', pending: known.filter((migration) => !done.has(keyOf(migration))) };
}

function keyOf({ component, number }: AppliedMigration): string {
  return `${component}/${number}`;
}

/** A numbered series of migrations: `dir` (ending in `/`) holds 001-name.sql, 002-name.sql, … without a gap. */
export type MigrationSeries = { component: string; dir: URL };

export type Migration = { component: string; number: number; name: string; checksum: string; sql: string };

/** Reads every migration of every series, in the order in which they run. Throws on a misnamed or missing one. */
export function readMigrations(series: readonly MigrationSeries[]): Migration[] {
  return series.flatMap(({ component, dir }) => {
    const names = readdirSync(dir).filter((name) => name.endsWith('.sql'));
    return names.sort().map((name, index) => readMigration(component, dir, name, index + 1));
  });
}

function readMigration(component: string, dir: URL, file: string, expected: number): Migration {
  const [, digits, name] = /^(\d{3})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
  if (name === undefined || Number(digits) !== expected) {
    const wanted = `${String(expected).padStart(3, '0')}-name.sql`;
    throw new Error(`migrations of ${component}: expected ${wanted}, found ${file}`);
  }
  // A checkout on Windows must not look like an edited migration.
  const sql = readFileSync(new URL(file, folder(dir)), 'utf8').replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { component, number: expected, name, checksum, sql };
}

function folder(dir: URL): URL {
  return dir.href.endsWith('/') ? dir : new URL(`${dir.href}/`);
}
