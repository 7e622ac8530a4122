// Installs what is missing before a script runs. Plain JavaScript: on a fresh clone the machine's own Node runs it,
// whatever its version; the Node 24 that the project pins comes with the install.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// npm writes this file at the end of an install; a lock file newer than it wants another one.
const installedAt = changedAt(join(root, 'node_modules', '.package-lock.json'));
if (installedAt === undefined || installedAt < (changedAt(join(root, 'package-lock.json')) ?? 0)) install();

function install() {
  process.stdout.write('relevo: installing what is missing (about half a minute)…\n');
  // npm's warnings about the machine's own Node do not apply: the pinned one runs everything after this.
  // Through the shell, because Node starts no .cmd file itself, which npm is on Windows (CVE-2024-27980). One fixed
  // line: with arguments apart Node warns that a shell gets them unquoted.
  const { status, error } = spawnSync('npm ci --loglevel=error', {
    cwd: root,
    stdio: 'inherit',
    shell: true,
  });
  if (status === 0) return;
  process.stderr.write(`relevo: npm ci failed${error ? `: ${error.message}` : ''}\n`);
  process.exit(status ?? 1);
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
