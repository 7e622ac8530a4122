import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const module = new URL('./log-file.ts', import.meta.url);

/** Runs a program that has a `file` which writes to stdout, and tells how it ended. */
async function run(program: string, stdout: 'pipe' | number) {
  const script = `const { createLogFile } = await import('${module}'); const file = createLogFile(1); ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', stdout, 'pipe'],
  });
  const out = child.stdout ? text(child.stdout) : '';
  const err = child.stderr ? text(child.stderr) : '';
  const [code] = await once(child, 'exit');
  return { code, out: await out, err: await err };
}

it.each(['process.exit(3)', "throw new Error('boom')"])('loses no line to %s', async (end) => {
  const { out } = await run(`file.write('uno\\n'); file.write('dos\\n'); ${end}`, 'pipe');
  // What is on its way to the disk and what still waits may change places.
  expect(out.split('\n').sort()).toEqual(['', 'dos', 'uno']);
});

it.skipIf(!existsSync('/dev/full'))(
  'ends nothing when the disk is full, and goes on with the next line',
  async () => {
    const lines = `for (let n = 0; n < 5; n++) { file.write('una\\n'); await new Promise((r) => setImmediate(r)); }`;
    const { code, err } = await run(
      `${lines} file.write('dos\\n'); file.flushSync(); console.error('alive');`,
      openSync('/dev/full', 'w'),
    );
    expect({ code, err }).toEqual({ code: 0, err: 'alive\n' });
  },
);
