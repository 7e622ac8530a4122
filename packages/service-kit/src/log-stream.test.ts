import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempDisposableSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLogStream } from './log-stream.ts';

it('writes the lines of a turn at its end, in order, and those of the next after them', async () => {
  using file = openFile();
  const stream = createLogStream(file.fd);
  stream.write('uno\n');
  stream.write('dos\n');
  expect(file.read()).toBe('');
  await nextTurn();
  expect(file.read()).toBe('uno\ndos\n');
  stream.write('tres\n');
  await nextTurn();
  expect(file.read()).toBe('uno\ndos\ntres\n');
});

it('writes at once what must not wait, and nothing twice', async () => {
  using file = openFile();
  const stream = createLogStream(file.fd);
  stream.write('uno\n');
  stream.flushSync();
  expect(file.read()).toBe('uno\n');
  await nextTurn();
  expect(file.read()).toBe('uno\n');
});

it.each(['process.exit(3)', "throw new Error('boom')"])('loses no line to %s', async (end) => {
  const module = new URL('./log-stream.ts', import.meta.url);
  const script = `const { createLogStream } = await import('${module}');
    createLogStream(1).write('la última\\n'); ${end};`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [out] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(out).toBe('la última\n');
});

function openFile() {
  const dir = mkdtempDisposableSync(join(tmpdir(), 'relevo-log-'));
  const path = join(dir.path, 'log');
  const fd = openSync(path, 'a');
  return {
    fd,
    read: () => readFileSync(path, 'utf8'),
    [Symbol.dispose]() {
      closeSync(fd);
      dir.remove();
    },
  };
}
