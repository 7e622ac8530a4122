import { createFakeClock } from '@relevo/testkit/clock';
import { type HostileClient, hostileClient, hostileTransports } from '@relevo/testkit/hostile-client';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, memberOf, tvOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, newTicket } from '@relevo/testkit/work';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { idleMs } from './session-lifetime.ts';

const tries = 20;
// Sleeps take their time, so that what looks once a second does; what time it is, is the test's.
const clock = createFakeClock({ realSleep: true, startAt: Date.now() });
const service = await ticketsForTest({ clock, env: { RATE_LIMIT_PER_IP: '100000' } });
afterAll(() => service[Symbol.asyncDispose]());
let admin = await adminOf(service);

/** Somebody who may read, and what they come in by. */
type Subject = { headers: Record<string, string>; greeting: string; id: number };

async function operator(): Promise<Subject> {
  const { headers, person } = await memberOf(admin, 'operador');
  return { headers, greeting: '40', id: person.id ?? 0 };
}

async function tv(): Promise<Subject> {
  const { headers } = await tvOf(admin);
  const { body } = await admin.get('/api/enlaces-tv');
  return { headers, greeting: '40', id: body.enlaces[0].id };
}

async function withKey(): Promise<Subject> {
  const wanted = { nombre: 'Panadería', fuente: 'panaderia', alcances: ['tickets:leer', 'tickets:trabajar'] };
  const { body } = await admin.call('POST', '/api/claves', wanted);
  const { clave, id } = body;
  return { headers: { 'X-API-Key': clave }, greeting: `40${JSON.stringify({ token: clave })}`, id };
}

const change = (body: object) => (subject: Subject) =>
  admin.call('PATCH', `/api/personas/${subject.id}`, body);

function outside(sql: string): void {
  const db = new Database(service.databaseFile, { timeout: 5_000 });
  db.prepare(sql).run();
  db.close();
}

type Ending = {
  what: string;
  subject: () => Promise<Subject>;
  end: (subject: Subject) => unknown;
  /** Once for all of them. */
  endAll?: () => unknown;
  /** Whoever it is may come in again, as who they are now. */
  mayReturn?: boolean;
};

type Attack = { subject: Subject } & Record<'stays' | 'leaves' | 'waits', HostileClient>;

const nothing = () => {};
const endings: Ending[] = [
  {
    what: 'whose session is ended',
    subject: operator,
    end: ({ headers }) => fetch(`${service.url}/api/sesion`, { method: 'DELETE', headers }),
  },
  { what: 'who is deactivated', subject: operator, end: change({ activo: false }) },
  {
    what: 'who may only read from now on',
    subject: operator,
    end: change({ rol: 'lectura' }),
  },
  {
    what: 'whose password is another',
    subject: operator,
    end: async (subject) => {
      await change({ email: `p${subject.id}@ejemplo.com` })(subject);
      await change({ clave: 'otra clave muy larga' })(subject);
    },
  },
  {
    what: 'whose TV link is revoked',
    subject: tv,
    end: ({ id }) => admin.call('DELETE', `/api/enlaces-tv/${id}`),
  },
  {
    what: 'whose key is revoked',
    subject: withKey,
    end: ({ id }) => admin.call('DELETE', `/api/claves/${id}`),
  },
  {
    what: 'whose session is ended by another process',
    subject: operator,
    end: nothing,
    endAll: () =>
      outside(`DELETE FROM sessions WHERE person_id IN (SELECT id FROM people WHERE role = 'operador')`),
  },
  {
    what: 'whose role is changed by another process',
    subject: operator,
    end: nothing,
    endAll: () => outside(`UPDATE people SET role = 'lectura' WHERE role = 'operador'`),
    mayReturn: true,
  },
  {
    what: 'whose session expires',
    subject: operator,
    end: nothing,
    endAll: async () => {
      clock.advance(idleMs + 1);
      admin = await adminOf(service);
    },
  },
];

const greeted = (client: HostileClient) =>
  client.until((heard) => heard.some((packet) => packet.startsWith('40{')));

describe.each(hostileTransports)('over %s', (transport) => {
  it.each(endings)('nothing is read or changed by anybody $what', async (ending) => {
    await using stack = new AsyncDisposableStack();
    const open = async ({ headers }: Subject) =>
      stack.use(await hostileClient(service.url, transport, { headers }));
    const ticketId = await newTicket(service.url);
    const attacks: Attack[] = [];
    for (let nth = 0; nth < tries; nth += 1) {
      const subject = await ending.subject();
      const [stays, leaves] = [await open(subject), await open(subject)];
      stays.send(subject.greeting);
      leaves.send(subject.greeting);
      await Promise.all([stays, leaves].map(greeted));
      leaves.send('41');
      attacks.push({ subject, stays, leaves, waits: stays });
    }
    // Only now: whoever waits is let wait for 5 s.
    for (const attack of attacks) attack.waits = await open(attack.subject);
    await Promise.all(attacks.map(({ subject }) => ending.end(subject)));
    await ending.endAll?.();

    const from = performance.now();
    await Promise.all(attacks.flatMap(({ stays, leaves }) => [stays.closed, leaves.closed]));
    // One look a second, and what a busy machine adds to it.
    expect(performance.now() - from).toBeLessThan(2_500);

    const secret = anOrder(`SECRETO-${transport}-${Math.random()}`);
    const heardBefore = attacks.map(({ stays, leaves }) => stays.heard.length + leaves.heard.length);
    await newTicket(service.url, secret);
    const command = JSON.stringify({ ticket_id: ticketId, ...aCommand('avanzar', 1) });
    const comeBack = async ({ subject, stays, leaves, waits }: Attack, nth: number) => {
      for (const client of [stays, leaves, waits]) client.send(subject.greeting);
      if (ending.mayReturn) await greeted(waits);
      // Some do not even wait for the answer.
      else if (nth % 2 === 0) await waits.closed;
      for (const client of [stays, leaves, waits])
        client.send('420["suscribir",{}]', `421["comando",${command}]`);
      if (ending.mayReturn) await waits.until((heard) => heard.some((packet) => packet.startsWith('431[')));
      else await waits.closed;
    };
    await Promise.all(attacks.map(comeBack));
    expect(attacks.map(({ stays, leaves }) => stays.heard.length + leaves.heard.length)).toEqual(heardBefore);
    for (const { subject, waits } of attacks) {
      const told = waits.heard.join();
      if (ending.mayReturn) expect(told).toContain('/problemas/prohibido');
      else expect(told).not.toMatch(/40\{"sid|SECRETO|4[23]\d*\[/);
      const { headers } = subject;
      const read = await fetch(`${service.url}/api/tickets`, { headers });
      expect(read.status).toBe(ending.mayReturn ? 200 : 401);
      const body = JSON.stringify(aCommand('avanzar', 1));
      const sent = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body };
      const changed = await fetch(`${service.url}/api/tickets/${ticketId}/comandos`, sent);
      expect(changed.status).toBe(ending.mayReturn ? 403 : 401);
    }
    const { body } = await admin.get(`/api/tickets/${ticketId}`);
    expect(body).toMatchObject({ version: 1, estado: 'pendiente' });
  });
});
