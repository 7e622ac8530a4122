import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';
import { startTickets } from '../servers.ts';

// They are the service with a line changed as it is loaded: the line must still be there.
it.each(['one-commit-per-order', 'main-thread-writer'] as const)(
  'starts the ticket service as %s',
  async (name) => {
    await using dir = await tempDir();
    await using service = await startTickets({ dir: dir.path }, name);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  },
);
