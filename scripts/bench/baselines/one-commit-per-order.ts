/* The real ticket service, but each write has a transaction and an fsync of its own. */
import { changeSource } from './change-source.ts';

changeSource('packages/storage/src/write-queue.ts', (source) =>
  source.replace(/const MAX_BATCH = \d+;/, 'const MAX_BATCH = 1;'),
);
await import('../../../apps/tickets/src/main.ts');
