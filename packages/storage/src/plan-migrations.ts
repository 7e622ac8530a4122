import type { Migration } from './read-migrations.ts';

export type AppliedMigration = Pick<Migration, 'component' | 'number' | 'name' | 'checksum'>;

export type MigrationPlan =
  | { kind: 'run'; pending: Migration[] }
  | { kind: 'newer'; unknown: AppliedMigration }
  | { kind: 'changed'; changed: AppliedMigration };

/** Decides what a database needs: the migrations it has not had, or nothing of this code because it is ahead of it. */
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
