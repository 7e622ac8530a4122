import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../test/support/temp-dir.ts';

// Node refuses to run npm.cmd itself (CVE-2024-27980): on Windows only a shell may.
it('hands npm to the shell on Windows', async () => {
  await using dir = await tempDir();
  const { script, said } = await freshClone(dir.path);
  const shell = join(dir.path, 'cmd.exe');
  await writeFile(shell, `#!/bin/sh\nprintf '%s\\n' "$@" > '${said}'\nexit 3\n`);
  await chmod(shell, 0o755);
  const asWindows = `data:text/javascript,Object.defineProperty(process, 'platform', { value: 'win32' })`;
  const { status } = spawnSync(process.execPath, ['--import', asWindows, script], {
    env: { comspec: 'cmd.exe', PATH: `${dir.path}:${process.env.PATH}` },
  });
  expect(await readFile(said, 'utf8')).toBe('/d\n/s\n/c\n"npm ci --loglevel=error"\n');
  expect(status).toBe(3);
});

it('installs with npm ci elsewhere, and says nothing of its own way of doing so', async () => {
  await using dir = await tempDir();
  const { script, said } = await freshClone(dir.path);
  const npm = join(dir.path, 'npm');
  await writeFile(npm, `#!/bin/sh\nprintf '%s\\n' "$@" > '${said}'\n`);
  await chmod(npm, 0o755);
  const { status, stderr } = spawnSync(process.execPath, [script], {
    env: { PATH: `${dir.path}:${process.env.PATH}` },
  });
  expect(await readFile(said, 'utf8')).toBe('ci\n--loglevel=error\n');
  expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
});

/** The script in a root where nothing is installed, and a file for what its npm is told. */
async function freshClone(dir: string) {
  const script = join(dir, 'scripts', 'install-missing.mjs');
  await mkdir(join(dir, 'scripts'));
  await copyFile(join(import.meta.dirname, 'install-missing.mjs'), script);
  return { script, said: join(dir, 'said') };
}
