import { copyFile } from 'node:fs/promises';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { expect, it } from 'vitest';
import { startLoad } from '../scripts/proof/load.ts';
import { missing, soundness, ticketNumbers } from '../scripts/proof/observe.ts';
import { startService } from '../scripts/proof/services.ts';

const copies = 8;

// What survives a power cut, as far as system calls tell: `npm run faults -- power-loss`.
it('has every acknowledged order in a copy of its files, whenever that is taken', async () => {
  using dir = tempDir();
  await using service = await startService('tickets', dir.path, { env: { STORE_URL: 'http://127.0.0.1:1' } });
  const load = startLoad(`${service.url}/api/tickets`, { atOnce: 8, prefix: 'COPIA' });
  const taken: string[][] = [];
  for (let nth = 0; nth < copies; nth += 1) {
    const before = load.acknowledged.length;
    await until(
      async () => load.acknowledged.length,
      (now) => now >= before + 40,
    );
    // Held still, so that the copy is of one moment.
    process.kill(service.pid, 'SIGSTOP');
    taken.push([...load.acknowledged]);
    for (const end of ['', '-wal'])
      await copyFile(`${dir.path}/tickets.db${end}`, `${dir.path}/copia-${nth}.db${end}`);
    process.kill(service.pid, 'SIGCONT');
  }
  await load.stop();

  for (const [nth, acknowledged] of taken.entries()) {
    const copy = `${dir.path}/copia-${nth}.db`;
    expect(missing(copy, ticketNumbers, acknowledged)).toBe(0);
    expect(soundness(copy)).toBe('ok');
  }
});
