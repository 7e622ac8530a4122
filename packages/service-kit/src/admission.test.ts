import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';
import { workDone } from './locals.ts';
import { route, startApp } from './testing/start-app.ts';

describe('the admission', () => {
  it('lets a burst in, and nobody while the oldest has been waiting too long', () => {
    let now = 0;
    const admission = createAdmission({ maxWaitMs: 1_000, now: () => now });
    const [first] = Array.from({ length: 500 }, () => admission.enter());
    now = 900;
    const second = admission.enter();
    now = 1_001;
    expect(admission.isOpen()).toBe(false);
    first?.();
    second();
    expect(admission.isOpen()).toBe(false);
  });

  it('is open again as soon as nobody old is left', () => {
    let now = 0;
    const admission = createAdmission({ maxWaitMs: 1_000, now: () => now });
    const old = admission.enter();
    now = 900;
    admission.enter();
    now = 1_500;
    expect(admission.isOpen()).toBe(false);
    old();
    old();
    expect(admission.isOpen()).toBe(true);
  });

  it('still waits for the oldest after a younger one has left', () => {
    let now = 0;
    const admission = createAdmission({ maxWaitMs: 1_000, now: () => now });
    const old = admission.enter();
    now = 900;
    const young = admission.enter();
    young();
    now = 1_500;
    expect(admission.isOpen()).toBe(false);
    old();
    now = 9_000;
    expect(admission.isOpen()).toBe(true);
  });

  it('bounds what waits to be begun by the time that it will take', () => {
    let backlogMs = 100;
    const turns = { begin: () => {}, backlogMs: () => backlogMs };
    const admission = createAdmission({ turns, now: () => 0 });
    admission.enter();
    expect(admission.isOpen()).toBe(true);
    backlogMs = 101;
    expect(admission.isOpen()).toBe(false);
  });

  it('bounds what comes in at one stroke', () => {
    const admission = createAdmission({ maxInWork: 2, now: () => 0 });
    const leave = admission.enter();
    admission.enter();
    expect(admission.isOpen()).toBe(false);
    leave();
    expect(admission.isOpen()).toBe(true);
  });
});

describe('a bounded route', () => {
  it('answers 503 with Retry-After to whom it does not let in, and lets others through again', async () => {
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const slow = route(
      'post',
      '/pedidos',
      async (_req, res) => {
        entered.resolve();
        await promise;
        res.json({ listo: true });
      },
      { body: true, bounded: true },
    );
    const free = route('post', '/otra', (_req, res) => res.json({ listo: true }), { body: true });
    await using app = await startApp([slow, free], { admission: createAdmission({ maxInWork: 1 }) });

    const first = app.post('/pedidos', {});
    await entered.promise;
    const refused = await app.post('/pedidos', {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ type: '/problemas/no-disponible' });
    expect((await app.post('/otra', {})).status).toBe(200);
    finish();
    expect((await first).status).toBe(200);
    expect((await app.post('/pedidos', {})).status).toBe(200);
  });

  it('lets the next one in when the work is done, though the answer still waits', async () => {
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const waits = route(
      'post',
      '/pedidos',
      async (req, res) => {
        workDone(res);
        entered.resolve();
        if (req.body.espera) await promise;
        res.json({ listo: true });
      },
      { body: true, bounded: true },
    );
    await using app = await startApp([waits], { admission: createAdmission({ maxInWork: 1 }) });
    const first = app.post('/pedidos', { espera: true });
    await entered.promise;
    expect((await app.post('/pedidos', {})).status).toBe(200);
    finish();
    expect((await first).status).toBe(200);
  });
});
