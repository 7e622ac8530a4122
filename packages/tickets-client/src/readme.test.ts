import { execFile } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';

const nodeModules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

describe('the example in the README', () => {
  it('hands an order over, through a service that is down for a moment', async () => {
    await using peer = await scriptedTickets([{ status: 503 }, { status: 201 }]);
    expect(await runExample(peer.url)).toEqual({ stdout: 'ticket 1 for PED-1: pendiente\n', stderr: '' });
    expect(peer.requests).toHaveLength(2);
  });

  it('says why an order was refused', async () => {
    await using peer = await scriptedTickets([{ status: 400 }]);
    const { stdout, stderr } = await runExample(peer.url);
    expect([stdout, stderr]).toEqual([
      '',
      'refused: the ticket was refused with 400: respuesta 400 de prueba\n',
    ]);
  });
});

/** Runs the first `ts` block of the README as a program of its own, as somebody who copies it would. */
async function runExample(url: string) {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
  using folder = tempDir();
  await symlink(nodeModules, folder.at('node_modules'));
  await writeFile(folder.at('example.mts'), example);
  const env = { ...process.env, TICKETS_URL: url, RELAY_API_KEY: 'clave-de-prueba-0123456789abcdef' };
  return await promisify(execFile)(process.execPath, [folder.at('example.mts')], { env });
}
