import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { openApp, startApp } from '../testing/start-app.ts';
import { onceASecond } from './health.ts';

it('says that it is healthy, with the exact body of the contract', async () => {
  const clock = createFakeClock();
  const checks = { cola: async () => ({ pendientes: 3 }), hub: async () => undefined };
  const app = openApp([], { clock, health: { database: async () => {}, checks } });
  clock.advance(90_500);
  const answer = await app.call('/healthz');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toEqual({
    status: 'healthy',
    service: 'relevo-test',
    version: '1.2.3',
    database: 'ok',
    uptime_s: 90,
    checks: { cola: { pendientes: 3 }, hub: 'ok' },
  });
});

it('answers 503 when the storage takes no write, and keeps the reason in the log', async () => {
  const database = () => Promise.reject(new Error('disk /srv/secret is full'));
  const app = openApp([], { health: { database } });
  const answer = await app.call('/healthz');
  expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true]);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ status: 'unhealthy', database: 'error' });
  expect(text).not.toContain('secret');
  expect(app.logText()).toContain('disk /srv/secret is full');
});

it('is unhealthy when a check fails, also one that throws before its first wait', async () => {
  const checks = {
    hub: () => {
      throw new Error('stuck');
    },
  };
  const app = openApp([], { health: { database: async () => {}, checks } });
  const answer = await app.call('/healthz');
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    status: 'unhealthy',
    database: 'ok',
    checks: { hub: 'error' },
  });
});

it('writes once for many requests at once, and again for a later one', async () => {
  let writes = 0;
  let release = () => {};
  const database = () => {
    writes += 1;
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  const clock = createFakeClock();
  await using app = await startApp([], { clock, health: { database } });
  const asked = new Set<unknown>();
  const allAsked = new Promise<void>((resolve) => {
    app.server.on('request', (req) => asked.add(req).size === 5 && setImmediate(resolve));
  });
  const many = Array.from({ length: 5 }, () => app.call('/healthz'));
  await allAsked;
  release();
  expect((await Promise.all(many)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(writes).toBe(1);
  const later = app.call('/healthz');
  await clock.sleeping();
  release();
  await later;
  expect(writes).toBe(2);
});

it('answers 503 after 2 s when the storage hangs, and starts no second write meanwhile', async () => {
  let writes = 0;
  const database = () => {
    writes += 1;
    return new Promise<void>(() => {});
  };
  const clock = createFakeClock();
  const app = openApp([], { clock, health: { database } });
  for (const _ of [1, 2]) {
    const asked = app.call('/healthz');
    await clock.sleeping();
    clock.advance(2_000);
    expect(await (await asked).json()).toMatchObject({ status: 'unhealthy', database: 'error' });
  }
  expect(writes).toBe(1);
});

it('is ready only between starting and draining, and when the service says so', async () => {
  let caughtUp = false;
  const app = openApp([], { health: { database: async () => {}, ready: () => caughtUp } });
  const readiness = async () => {
    const answer = await app.call('/readyz');
    return [answer.status, ((await answer.json()) as { status: string }).status];
  };
  expect(await readiness()).toEqual([503, 'starting']);
  caughtUp = true;
  expect(await readiness()).toEqual([200, 'ready']);
  app.lifecycle.state = 'starting';
  expect(await readiness()).toEqual([503, 'starting']);
  app.lifecycle.state = 'draining';
  expect(await readiness()).toEqual([503, 'draining']);
  expect((await app.call('/livez')).status).toBe(200);
});

it('probes once a second, good or bad, and never twice at once', async () => {
  const clock = createFakeClock();
  const runs: PromiseWithResolvers<string>[] = [];
  const probe = onceASecond(() => {
    const run = Promise.withResolvers<string>();
    runs.push(run);
    return run.promise;
  }, clock);
  const both = [probe(), probe()];
  clock.advance(5_000);
  clock.set(-3_600_000);
  const third = probe();
  runs[0]?.resolve('one');
  expect(await Promise.all([...both, third])).toEqual(['one', 'one', 'one']);

  const bad = probe();
  runs[1]?.reject(new Error('disk full'));
  await expect(bad).rejects.toThrow('disk full');
  clock.advance(999);
  clock.set(86_400_000);
  await expect(probe()).rejects.toThrow('disk full');
  expect(runs).toHaveLength(2);
  clock.advance(1);
  const good = probe();
  runs[2]?.resolve('again');
  expect(await good).toBe('again');

  clock.set(-3_600_000);
  expect(await probe()).toBe('again');
  expect(runs).toHaveLength(3);
  clock.advance(1_000);
  void probe();
  expect(runs).toHaveLength(4);
});
