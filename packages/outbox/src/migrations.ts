import type { MigrationSeries } from '@relevo/storage';

/** The outbox's tables, to be listed before the series of the app that uses them. */
export const outboxMigrations: MigrationSeries = {
  component: 'outbox',
  dir: new URL('./migrations/', import.meta.url),
};
