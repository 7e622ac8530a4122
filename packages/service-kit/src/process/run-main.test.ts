import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';

const kit = new URL('../start.ts', import.meta.url);

/** Runs a program that has what it needs of the kit in `kit`, and tells how it ended. */
function run(program: string) {
  const script = `const kit = await import('${kit}');\n${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = { out: '', err: '' };
  child.stdout?.on('data', (bytes) => {
    output.out += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    output.err += bytes;
  });
  // Not `close` of the child, which does not come once the channel to it is closed.
  const all = [child, child.stdout, child.stderr].map(
    (part) => part && once(part, part === child ? 'exit' : 'close'),
  );
  const ended = Promise.all(all).then(([exit]) => ({ code: exit?.[0], signal: exit?.[1], ...output }));
  return { child, ended };
}

async function said(child: ChildProcess, word: string): Promise<void> {
  while (!String((await once(child.stdout ?? child, 'data'))[0]).includes(word));
}

it('prints bad settings as one message without a stack and exits with 1', async () => {
  const { ended } = run(`
    import { z } from '${import.meta.resolve('zod')}';
    await kit.runMain(async () => { kit.parseSettings(z.object({ A: kit.envPort(1), B: kit.envUrl() }), { A: 'x' }); });`);
  const { code, out, err } = await ended;
  expect(code).toBe(1);
  expect(err).toBe(
    'cannot start, these settings need attention:\n  A: must be a whole number from 0 to 65535\n  B: is required\n',
  );
  expect(out).toBe('');
});

it.each([
  ['an error of main', `await kit.runMain(async () => { throw new Error('boom'); });`, 'service failed'],
  [
    'a rejection that nobody handles',
    `kit.runMain(async () => { Promise.reject(new Error('boom')); await new Promise((r) => setTimeout(r, 60_000)); });`,
    'unhandled rejection',
  ],
  [
    'an exception that nobody catches',
    `kit.runMain(() => new Promise(() => setTimeout(() => { throw new Error('boom'); })));`,
    'uncaught exception',
  ],
])('logs %s as fatal and exits with 1', async (_name, program, msg) => {
  const { code, out } = await run(program).ended;
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ level: 'fatal', msg, err: { message: 'boom' } });
});

const untilStopped = `
  setInterval(() => {}, 1000).unref();
  const open = setInterval(() => {}, 1000);
  const stopped = kit.stopSignal();
  process.stdout.write('up');
  process.stdout.write(' ' + await stopped);`;

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends in order after %s', async (signal) => {
  const { child, ended } = run(`${untilStopped} clearInterval(open);`);
  await said(child, 'up');
  child.kill(signal);
  expect(await ended).toMatchObject({ code: 0, out: `up ${signal}` });
});

it('ends in order when its parent process is gone', async () => {
  const { child, ended } = run(`${untilStopped} clearInterval(open);`);
  await said(child, 'up');
  child.disconnect();
  expect(await ended).toMatchObject({ code: 0, out: 'up disconnect' });
});

it('still ends in order when a closed terminal sends several signals', async () => {
  const { child, ended } = run(`process.once('SIGUSR2', () => clearInterval(open)); ${untilStopped}`);
  await said(child, 'up');
  child.kill('SIGHUP');
  await said(child, 'SIGHUP');
  child.kill('SIGHUP');
  child.disconnect();
  child.kill('SIGUSR2');
  expect(await ended).toMatchObject({ code: 0, out: 'up SIGHUP' });
});

it('ends at once with 130 after a second signal', async () => {
  const { child, ended } = run(untilStopped);
  await said(child, 'up');
  child.kill('SIGTERM');
  await said(child, 'SIGTERM');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
});

it('ends after main although something was left open, and says what', async () => {
  const { code, out } = await run('await kit.runMain(async () => void setInterval(() => {}, 1000));').ended;
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ level: 'warn', holding: expect.arrayContaining(['Timeout']) });
});

it('writes files that nobody else on the machine may read', async () => {
  using dir = tempDir();
  const { ended } = run(`
    import { mkdirSync, statSync, writeFileSync } from 'node:fs';
    const modeOf = (path) => (statSync(path).mode & 0o777).toString(8);
    await kit.runMain(async () => {
      mkdirSync('${dir.path}/data');
      writeFileSync('${dir.path}/data/x.db', '');
      process.stdout.write(modeOf('${dir.path}/data') + ' ' + modeOf('${dir.path}/data/x.db'));
    });`);
  expect((await ended).out).toBe('700 600');
});
