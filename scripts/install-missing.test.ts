import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';

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
  expect(await readFile(said, 'utf8')).toBe('/d\n/s\n/c\n"npm ci --include=dev --loglevel=error"\n');
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
  expect(await readFile(said, 'utf8')).toBe('ci\n--include=dev\n--loglevel=error\n');
  expect(status).toBe(0);
  expect(String(stderr)).toBe('relevo: installing what is missing (about half a minute)…\n');
});

it('installs once for two commands that are started together, and after one that was killed', async () => {
  await using dir = await tempDir();
  const { script, said } = await freshClone(dir.path);
  const [npm, go] = [join(dir.path, 'npm'), join(dir.path, 'go')];
  const installs = `mkdir -p '${dir.path}/node_modules' && touch '${dir.path}/node_modules/.package-lock.json'`;
  await writeFile(
    npm,
    `#!/bin/sh\necho "$1" >> '${said}'\nuntil [ -e '${go}' ] || [ ! -d '${dir.path}' ]; do :; done\n${installs}\n`,
  );
  await chmod(npm, 0o755);
  // Whoever made it is gone.
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  await writeFile(join(dir.path, '.installing'), String(gone));
  const run = () => spawn(process.execPath, [script], { env: { PATH: `${dir.path}:${process.env.PATH}` } });
  const both = [run(), run()];
  const ended = both.map((one) => once(one, 'exit'));
  const waits = both.map(
    (one) =>
      new Promise<void>((heard) => one.stderr.on('data', (text) => /waiting/.test(String(text)) && heard())),
  );
  await Promise.race(waits);
  await writeFile(go, '');
  expect((await Promise.all(ended)).map(([code]) => code)).toEqual([0, 0]);
  expect(await readFile(said, 'utf8')).toBe('ci\n');
});

/** The script in a root where nothing is installed, and a file for what its npm is told. */
async function freshClone(dir: string) {
  const script = join(dir, 'scripts', 'install-missing.mjs');
  await mkdir(join(dir, 'scripts'));
  await copyFile(join(import.meta.dirname, 'install-missing.mjs'), script);
  return { script, said: join(dir, 'said') };
}
