import { startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';

it.each(['store', 'tickets'] as const)(
  'lets the %s service end in order when it is stopped the moment it has started',
  async (name) => {
    using dir = tempDir();
    await using service = await startProcess(name, dir.path, { TICKETS_URL: 'http://127.0.0.1:1' });
    expect(await service.kill('SIGTERM')).toBe(0);
  },
);
