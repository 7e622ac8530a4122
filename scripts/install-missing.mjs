// Installs what is missing before a script runs. Plain JavaScript: on a fresh clone the machine's own Node runs it,
// whatever its version; the Node 24 that the project pins comes with the install.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Beside node_modules, which an install begins by emptying.
const lock = join(root, '.installing');
const lookEveryMs = 200;

if (isMissing()) {
  takeLock();
  // Another one may have done it while this one waited.
  if (isMissing()) install();
}

// npm writes this file at the end of an install; a lock file newer than it wants another one.
function isMissing() {
  const installedAt = changedAt(join(root, 'node_modules', '.package-lock.json'));
  return installedAt === undefined || installedAt < (changedAt(join(root, 'package-lock.json')) ?? 0);
}

/** Waits for an install that is under way: two at once would delete what the other has just put there. */
function takeLock() {
  for (let told = false; !tryLock(); told = true) {
    if (!told)
      process.stderr.write(`relevo: waiting for another install (if there is none, delete ${lock})…\n`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookEveryMs);
  }
  process.on('exit', () => rmSync(lock, { force: true }));
}

function tryLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      rmSync(lock, { force: true }); // on a full disk it was made, but not written: the next one would wait for ever
      throw error;
    }
    const holder = readHolder();
    if (holder !== undefined && !isAlive(holder)) rmSync(lock, { force: true });
    return false;
  }
}

function readHolder() {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return undefined; // it has just been let go, and may be another's by now
  }
}

function isAlive(pid) {
  // Empty for the moment between its making and its writing.
  if (pid === 0) return true;
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function install() {
  process.stderr.write('relevo: installing what is missing (about half a minute)…\n');
  // npm's warnings about the machine's own Node do not apply: the pinned one runs everything after this. It is one of the
  // development dependencies, which npm leaves out where NODE_ENV says production.
  // Through the shell, because Node starts no .cmd file itself, which npm is on Windows (CVE-2024-27980). One fixed
  // line: with arguments apart Node warns that a shell gets them unquoted.
  const { status, error } = spawnSync('npm ci --include=dev --loglevel=error', {
    cwd: root,
    // What the script itself prints may be read by another program.
    stdio: ['inherit', 2, 2],
    shell: true,
  });
  if (status === 0) return;
  process.stderr.write(`relevo: npm ci failed${error ? `: ${error.message}` : ''}\n`);
  process.exit(status ?? 1);
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
