import { createFakeClock } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, type Client, memberOf } from '@relevo/testkit/people';
import { openRaw } from '@relevo/testkit/raw-http';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, newTicket } from '@relevo/testkit/work';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

const clock = createFakeClock({ realSleep: true, startAt: Date.now() });
const service = await ticketsForTest({ clock, env: { RATE_LIMIT_PER_KEY: '20' } });
afterAll(() => service[Symbol.asyncDispose]());
const url = new URL(service.url);

// How long a body took is told by this clock, which runs in the test's own process.
const realNow = performance.now.bind(performance);
let aheadMs = 0;
vi.spyOn(performance, 'now').mockImplementation(() => realNow() + aheadMs);

let admin: Client;
beforeEach(async () => {
  admin = await adminOf(service);
});

type Subject = { headers: Record<string, string>; id: number };
type Sent = { method: string; path: string; body: object };

async function member(rol: 'admin' | 'operador'): Promise<Subject> {
  const { headers, person } = await memberOf(admin, rol);
  return { headers, id: person.id ?? 0 };
}

let made = 0;
async function withKey(): Promise<Subject> {
  made += 1;
  const wanted = { nombre: `Sitio ${made}`, fuente: `sitio-${made}`, alcances: ['tickets:escribir'] };
  const { body } = await admin.call('POST', '/api/claves', wanted);
  return { headers: { 'X-API-Key': body.clave }, id: body.id };
}

/** Sends a request but for the rest of its body. Resolves when the service waits for that. */
async function hold({ headers }: Pick<Subject, 'headers'>, { method, path, body }: Sent) {
  const raw = await openRaw(Number(url.port));
  const text = JSON.stringify(body);
  const lines = {
    Host: url.host,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    Expect: '100-continue',
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  const begun = raw.next();
  raw.send(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${text[0]}`);
  expect(await begun).toContain('100 Continue');
  return {
    /** Sends the rest; the answer. */
    async complete(): Promise<string> {
      const answer = raw.next();
      raw.send(text.slice(1));
      return answer;
    },
    [Symbol.dispose]: () => raw.socket.destroy(),
  };
}

const change = (body: object) => (subject: Subject) =>
  admin.call('PATCH', `/api/personas/${subject.id}`, body);
function outside(sql: string): void {
  const db = new Database(service.databaseFile, { timeout: 5_000 });
  db.prepare(sql).run();
  db.close();
}
const leave = ({ headers }: Subject) => fetch(`${service.url}/api/sesion`, { method: 'DELETE', headers });

const endings = [
  { what: 'is deactivated', end: change({ activo: false }), status: 401 },
  { what: 'gets another role', end: change({ rol: 'lectura' }), status: 401 },
  {
    what: 'gets another role by another process',
    end: async ({ id }: Subject) => outside(`UPDATE people SET role = 'lectura' WHERE id = ${id}`),
    status: 403,
  },
  { what: 'is signed out', end: leave, status: 401 },
  {
    what: 'gets another password',
    end: async (subject: Subject) => {
      await change({ email: `p${subject.id}@ejemplo.com` })(subject);
      await change({ clave: 'mercurio-pala-noche-7' })(subject);
    },
    status: 401,
  },
];

const acts: Sent[] = [
  { method: 'POST', path: '/api/personas', body: { nombre: 'Trasera', rol: 'admin' } },
  { method: 'POST', path: '/api/claves', body: { nombre: 'T', fuente: 't', alcances: ['relevar'] } },
  { method: 'POST', path: '/api/enlaces-tv', body: { nombre: 'Trasera' } },
];

async function all() {
  const paths = ['/api/personas', '/api/claves', '/api/enlaces-tv'];
  return JSON.stringify(await Promise.all(paths.map(async (path) => (await admin.get(path)).body)));
}

describe.each(endings)('whoever $what while a request of theirs is half sent', ({ end, status }) => {
  it.each(acts)('does not $method $path', async (act) => {
    const subject = await member('admin');
    using held = await hold(subject, act);
    await end(subject);
    const before = await all();
    aheadMs += 501;
    expect(await held.complete()).toContain(`HTTP/1.1 ${status} `);
    expect(await all()).toBe(before);
  });

  it('changes no order', async () => {
    const subject = await member('operador');
    const id = await newTicket(service.url);
    const path = `/api/tickets/${id}/comandos`;
    using held = await hold(subject, {
      method: 'POST',
      path,
      body: aCommand('cancelar', 1, { motivo: 'x' }),
    });
    await end(subject);
    aheadMs += 501;
    expect(await held.complete()).toContain(`HTTP/1.1 ${status} `);
    expect((await admin.get(`/api/tickets/${id}`)).body).toMatchObject({ version: 1, estado: 'pendiente' });
  });
});

it('a key that is revoked while its order is half sent does not bring it in, however soon that comes', async () => {
  const subject = await withKey();
  using held = await hold(subject, { method: 'POST', path: '/api/tickets', body: anOrder('RETENIDO') });
  await admin.call('DELETE', `/api/claves/${subject.id}`);
  expect(await held.complete()).toContain('HTTP/1.1 401 ');
  expect((await admin.get('/api/tickets?q=RETENIDO')).body.tickets).toEqual([]);
});

it('a sign-in that stops being fresh while the request is half sent is none', async () => {
  const subject = await member('admin');
  using held = await hold(subject, acts[0] as Sent);
  clock.advance(16 * 60_000);
  aheadMs += 501;
  expect(await held.complete()).toContain('/problemas/entrada-reciente');
});

it('a slow body of whoever still may is taken, and counts once', async () => {
  const person = await member('admin');
  using act = await hold(person, acts[0] as Sent);
  aheadMs += 501;
  expect(await act.complete()).toContain('HTTP/1.1 201 ');
  const key = await withKey();
  for (let nth = 0; nth < 20; nth += 1) {
    using held = await hold(key, { method: 'POST', path: '/api/tickets', body: anOrder(`LENTO-${nth}`) });
    aheadMs += 501;
    expect(await held.complete()).toContain('HTTP/1.1 201 ');
  }
});
