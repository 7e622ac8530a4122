import type { TvLink } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, describe, expect, it } from 'vitest';
import { openPeople, tokenOf } from './testing/start-people.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await openPeople({ clock });
afterAll(() => service[Symbol.asyncDispose]());

const asAdmin = async (method: string, path: string, body?: unknown) =>
  service.call(method, path, { cookie: await service.asFirstAdmin(), body });

async function newLink(nombre = 'Salón') {
  const { body } = await asAdmin('POST', '/api/enlaces-tv', { nombre });
  return { id: body.id as number, token: tokenOf(body.enlace), made: body };
}

const linkNow = async (id: number) =>
  (await asAdmin('GET', '/api/enlaces-tv')).body.enlaces.find((link: TvLink) => link.id === id) as TvLink;

/** A browser: it keeps the cookies that it is given, by the path that they are for. */
function newDevice(agent = 'Mozilla/5.0 (SMART-TV)') {
  const jar = new Map<string, string>();
  async function call(method: string, path: string, body?: unknown) {
    const cookies = [...jar].filter(([name]) => name === 'relevo' || path === '/api/sesion');
    const cookie = cookies.map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await service.call(method, path, { cookie, body, headers: { 'User-Agent': agent } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      jar.set(name, value);
    }
    return answer;
  }
  return {
    jar,
    call,
    open: (token: string) => call('POST', '/api/sesion', { token }),
    async sees() {
      return (await call('GET', '/api/tablero')).status === 200;
    },
    /** As the page does when it is loaded. */
    comeBack: () => call('GET', '/api/sesion'),
  };
}

describe('a link for a TV', () => {
  it('is made free, and ends after 90 days if nobody opens it', async () => {
    const { id, token, made } = await newLink();
    const now = clock.now();
    expect(made).toEqual({
      id: expect.any(Number),
      nombre: 'Salón',
      creado_en: new Date(now).toISOString(),
      revocado_en: null,
      vence_en: new Date(now + 90 * dayMs).toISOString(),
      visto_en: null,
      dispositivo: null,
      enlace: expect.stringMatching(/^\/tv#[\w-]{32}$/),
    });
    const { enlace: _shownOnce, ...listed } = made;
    expect(await linkNow(id)).toEqual(listed);
    clock.advance(90 * dayMs);
    expectProblem(await newDevice().open(token), 'no-autorizado');
  });

  it('needs a name, and knows no link that is not there', async () => {
    expectProblem(await asAdmin('POST', '/api/enlaces-tv', { nombre: ' ' }), 'datos-invalidos', ['nombre']);
    for (const path of [
      '/api/enlaces-tv/999',
      '/api/enlaces-tv/999/dispositivo',
      '/api/enlaces-tv/x/dispositivo',
    ])
      expectProblem(await asAdmin('DELETE', path), 'no-encontrado');
  });

  it('belongs to the first device that opens it, and the admin sees which', async () => {
    const { id, token } = await newLink();
    const device = newDevice('Mozilla/5.0 (Linux; Android 12; BRAVIA)\tChrome/141');
    const opened = await device.open(token);
    expect(opened.body).toEqual({ operador: { id: null, nombre: 'Salón', rol: 'lectura' } });
    expect(await device.sees()).toBe(true);
    const now = new Date(clock.now()).toISOString();
    expect(await linkNow(id)).toMatchObject({
      visto_en: now,
      vence_en: new Date(clock.now() + 90 * dayMs).toISOString(),
      dispositivo: {
        navegador: 'Mozilla/5.0 (Linux; Android 12; BRAVIA) Chrome/141',
        direccion: '127.0.0.1',
        desde: now,
      },
    });

    const other = newDevice();
    const refused = await other.open(token);
    expectProblem(refused, 'enlace-en-uso');
    expect(refused.body.detail).toMatch(/liberarlo en Personas/);
    expect([other.jar.size, await other.sees()]).toEqual([0, false]);
    // The device itself may open it as often as it likes, with its session or without.
    device.jar.delete('relevo');
    expect((await device.open(token)).status).toBe(200);
    expect((await linkNow(id)).dispositivo?.desde).toBe(now);
  });

  it('is one device’s also where fifty open it at once', async () => {
    const { token } = await newLink();
    const answers = await Promise.all(Array.from({ length: 50 }, () => newDevice().open(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(409)]);
  });

  it('keeps its secret in a cookie that only its own route gets and no page can read', async () => {
    const { token } = await newLink();
    const cookies = (await newDevice().open(token)).headers.getSetCookie();
    const [session, secret] = cookies;
    expect(session).toMatch(/^relevo=/);
    expect(secret).toMatch(
      /^relevo-tv=[\w-]{32}; Max-Age=34560000; Path=\/api\/sesion; .*HttpOnly; SameSite=Lax$/,
    );
  });

  it('is not opened by the secret of another link', async () => {
    const [one, other] = [await newLink(), await newLink()];
    const [device, thief] = [newDevice(), newDevice()];
    await device.open(one.token);
    await thief.open(other.token);
    expectProblem(await thief.open(one.token), 'enlace-en-uso');
    for (const forged of ['', 'x', 'x'.repeat(32), `${device.jar.get('relevo-tv')}x`]) {
      const forger = newDevice();
      forger.jar.set('relevo-tv', forged);
      expectProblem(await forger.open(one.token), 'enlace-en-uso');
      expectProblem(await forger.comeBack(), 'no-autorizado');
    }
  });
});

describe('a TV', () => {
  it('is let in again by its device alone when its session is gone', async () => {
    const { token } = await newLink('Cocina');
    const device = newDevice();
    await device.open(token);
    for (let week = 0; week < 10; week += 1) {
      clock.advance(8 * dayMs);
      expect(await device.sees()).toBe(false);
      const back = await device.comeBack();
      expect(back.body).toEqual({ operador: { id: null, nombre: 'Cocina', rol: 'lectura' } });
      expect(back.headers.getSetCookie().join()).toContain('Max-Age=34560000');
      expect(await device.sees()).toBe(true);
    }
  });

  it('stays in for as long as it is used, and its link lives on', async () => {
    const { id, token } = await newLink();
    const device = newDevice();
    await device.open(token);
    for (let week = 0; week < 20; week += 1) {
      clock.advance(7 * dayMs - 1);
      expect(await device.sees()).toBe(true);
    }
    expect((await linkNow(id)).visto_en).toBe(new Date(clock.now()).toISOString());
  });

  it('is shut out after 90 days without use', async () => {
    const { id, token } = await newLink();
    const device = newDevice();
    await device.open(token);
    clock.advance(90 * dayMs - 1);
    expect((await device.comeBack()).status).toBe(200);
    clock.advance(90 * dayMs);
    expectProblem(await device.comeBack(), 'no-autorizado');
    expectProblem(await device.open(token), 'no-autorizado');
    expect(Date.parse((await linkNow(id)).vence_en)).toBe(clock.now());
  });

  it('has a few sessions at most, however often it comes back without one', async () => {
    const { token } = await newLink();
    const device = newDevice();
    await device.open(token);
    const sessions: string[] = [];
    for (let time = 0; time < 8; time += 1) {
      device.jar.delete('relevo');
      await device.comeBack();
      sessions.push(device.jar.get('relevo') ?? '');
    }
    const alive = await Promise.all(sessions.map((value) => service.whoIs(`relevo=${value}`)));
    expect(alive.map(Boolean)).toEqual([...Array(4).fill(false), ...Array(4).fill(true)]);
  });

  it('leaves one entry in the audit log while it comes back over and over, and another after an hour', async () => {
    const { token, id } = await newLink();
    const device = newDevice();
    await device.open(token);
    const entries = async () => {
      const { body } = await asAdmin('GET', '/api/auditoria?accion=entrada');
      return body.entradas.filter(({ detalle }: { detalle: { tv?: number } }) => detalle.tv === id).length;
    };
    const comeBack = async () => {
      device.jar.delete('relevo');
      await device.comeBack();
    };
    for (let time = 0; time < 5; time += 1) await comeBack();
    expect(await entries()).toBe(1);
    clock.advance(60 * 60 * 1_000);
    await comeBack();
    expect(await entries()).toBe(2);
  });
});

describe('the admin', () => {
  it('frees a link: its device is out, and the next one that opens it has it', async () => {
    const { id, token } = await newLink();
    const [old, next, late] = [newDevice(), newDevice('Mozilla/5.0 (nueva)'), newDevice()];
    await old.open(token);
    expect((await asAdmin('DELETE', `/api/enlaces-tv/${id}/dispositivo`)).status).toBe(204);
    expect(await linkNow(id)).toMatchObject({ dispositivo: null, revocado_en: null });
    expect(await old.sees()).toBe(false);
    expectProblem(await old.comeBack(), 'no-autorizado');
    expect((await next.open(token)).status).toBe(200);
    expectProblem(await late.open(token), 'enlace-en-uso');
    expectProblem(await old.open(token), 'enlace-en-uso');
    expect((await linkNow(id)).dispositivo).toMatchObject({ navegador: 'Mozilla/5.0 (nueva)' });
  });

  it('revokes a link for good', async () => {
    const { id, token } = await newLink();
    const device = newDevice();
    await device.open(token);
    const path = `/api/enlaces-tv/${id}`;
    const revokedAt = clock.now();
    expect((await asAdmin('DELETE', path)).status).toBe(204);
    expect(await device.sees()).toBe(false);
    for (const answer of [await device.comeBack(), await device.open(token), await newDevice().open(token)])
      expectProblem(answer, 'no-autorizado');
    clock.advance(1_000);
    expect((await asAdmin('DELETE', path)).status).toBe(204);
    expect((await asAdmin('DELETE', `${path}/dispositivo`)).status).toBe(204);
    expect((await linkNow(id)).revocado_en).toBe(new Date(revokedAt).toISOString());
    expectProblem(await newDevice().open(token), 'no-autorizado');
  });
});
