import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { expect, it } from 'vitest';
import { root } from '../root.ts';

const built = existsSync(join(root, 'apps/board/dist/index.html'));

it.runIf(built)('npm start: reads .env, says so, listens at its PORT, and stops on SIGTERM', async () => {
  using dir = tempDir();
  const port = await freePair();
  writeFileSync(join(dir.path, '.env'), `LOG_LEVEL=warn\nPORT=${port}\n`);
  await using run = start(dir.path);
  await run.says('Relevo is running');
  expect(run.text()).toContain('relevo: read from .env: LOG_LEVEL, PORT\n');
  for (const at of [port, port + 1]) expect((await fetch(`http://127.0.0.1:${at}/livez`)).status).toBe(200);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
});

it.runIf(built)('npm start: never says that it runs beside a service that failed', async () => {
  using dir = tempDir();
  const port = await freePair();
  // An older pair still has the port, and answers there that it is ready.
  await using _old = await listening(port + 1);
  await using run = start(dir.path, { PORT: String(port) });
  expect(await run.ended).toBe(1);
  expect(run.text()).toContain('the ticket service has ended (1)');
  expect(run.text()).not.toContain('is running');
});

it('npm run start:tickets: a SIGTERM to npm ends the service, in order', async () => {
  using dir = tempDir();
  const port = await freePair();
  const secrets = { RELAY_API_KEY: 'k'.repeat(32), SESSION_SECRET: 's'.repeat(32) };
  const env = { ...secrets, PORT: String(port), DATABASE_URL: `file:${dir.path}/t.db`, NODE_ENV: 'test' };
  const child = spawn('npm', ['run', 'start:tickets'], { cwd: root, env: { ...process.env, ...env } });
  await using run = watch(child);
  await run.says('service started');
  child.kill('SIGTERM');
  await run.ended;
  const gone = () =>
    fetch(`http://127.0.0.1:${port}/livez`).then(
      () => false,
      () => true,
    );
  expect(await until(gone, Boolean, 10_000)).toBe(true);
});

function start(cwd: string, env: Record<string, string> = {}) {
  const { PORT: _, NODE_ENV: _test, ...inherited } = process.env;
  const program = [join(root, 'scripts/start/start.ts')];
  return watch(spawn(process.execPath, program, { cwd, env: { ...inherited, ...env } }));
}

function watch(child: ChildProcess) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    ended,
    text: () => text,
    says: (what: string) =>
      until(
        async () => text,
        (said) => said.includes(what),
        30_000,
      ),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A free port whose next one is free as well. */
async function freePair(): Promise<number> {
  for (;;) {
    await using one = await listening(0);
    const next = await listening(one.port + 1).catch(() => undefined);
    await next?.[Symbol.asyncDispose]();
    if (next) return one.port;
  }
}

async function listening(port: number) {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';
  const server = createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end(answer),
  ).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: (server.address() as { port: number }).port, [Symbol.asyncDispose]: close };
}
