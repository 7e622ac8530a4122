import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPeople, password } from '../people/testing/start-people.ts';
import { actsOn } from './testing/acts.ts';

const service = await openPeople();
afterAll(() => service[Symbol.asyncDispose]());
const db = new Database(service.databaseFile);
afterAll(() => db.close());

const { acts, ask, entries, newPerson } = await actsOn(service);

/** What changes something and is no act of the house: an order and the work on it have their history with the ticket. */
const recordedElsewhere = [
  'POST /api/tickets',
  'POST /api/tickets/recibir',
  'POST /api/tickets/lote',
  'POST /api/tickets/:id/comandos',
  'POST /api/tickets/:id/impresiones',
  'POST /api/pedido-de-prueba',
  // Who confirms who they are changes nothing; a second factor counts once its first code was right.
  'POST /api/sesion/confirmacion',
  'POST /api/cuenta/segundo-factor',
  // The store's question which keys there are.
  'POST /api/claves/vigentes',
  // A store says that it is there.
  'POST /api/tiendas/senal',
];

const all = Object.entries(acts).flatMap(([route, own]) =>
  own.map(([what, prepare]) => ({ what: `${what} (${route})`, prepare })),
);

describe('an act', () => {
  it('of each route that changes something is recorded, or elsewhere', async () => {
    const { paths } = (await service.call('GET', '/api/openapi.json')).body;
    const changing = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'get')
        .map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const known = [...Object.keys(acts), ...recordedElsewhere];
    expect(changing.length).toBeGreaterThan(10);
    expect(changing.filter((route) => !known.includes(route))).toEqual([]);
    expect(known.filter((route) => !changing.includes(route) && !route.startsWith('GET '))).toEqual([]);
  });

  it.each(all)('leaves its entries and no others: $what', async ({ prepare }) => {
    const { act, entries: expected } = await prepare();
    const [newest] = await entries();
    expect((await act()).status).toBeLessThan(300);
    const left = (await entries()).filter(({ id }) => id > (newest?.id ?? 0));
    expect(left).toEqual(expected.map((entry) => expect.objectContaining(entry)));
  });

  it('that changes nothing leaves no entry', async () => {
    const { id, email } = await newPerson();
    const tv = (await ask('POST', '/api/enlaces-tv', { nombre: 'Salón' })).body;
    await ask('DELETE', `/api/enlaces-tv/${tv.id}`);
    const settings = (await ask('GET', '/api/ajustes')).body;
    const before = await entries();
    await ask('PATCH', `/api/personas/${id}`, { rol: 'operador', activo: true });
    await ask('POST', '/api/personas', {
      nombre: 'Otra',
      rol: 'operador',
      email,
    });
    await ask('DELETE', `/api/enlaces-tv/${tv.id}`);
    await ask('PUT', '/api/ajustes', settings);
    await ask('DELETE', '/api/sesion', undefined, '');
    await ask('PATCH', '/api/personas/999999', { nombre: 'Nadie' });
    expect(await entries()).toEqual(before);
  });

  describe('whose entry cannot be written', () => {
    // A code is used up by whatever it was for.
    const secondFactors = '(SELECT person_id, active_at FROM second_factors)';
    const tables = [
      'people',
      'sign_in_links',
      'tv_links',
      'sessions',
      'board_settings',
      'api_keys',
      secondFactors,
    ];
    const state = () => tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
    const refuse = 'CREATE TRIGGER no_entry AFTER INSERT ON audit BEGIN SELECT RAISE(ABORT, "no entry"); END';

    it.each(all)('is not done: $what', async ({ prepare }) => {
      const { act } = await prepare();
      const before = state();
      const count = db.prepare('SELECT count(*) AS n FROM audit');
      const entriesBefore = count.get();
      db.exec(refuse);
      try {
        expect((await act()).status).toBe(500);
        expect(state()).toEqual(before);
        expect(count.get()).toEqual(entriesBefore);
      } finally {
        db.exec('DROP TRIGGER no_entry');
      }
    });

    it('decides nothing about a wrong password', async () => {
      db.exec(refuse);
      try {
        const { answer } = await service.signIn({ email: 'nadie@ejemplo.com', clave: 'mala' });
        expect(answer.status).toBe(401);
      } finally {
        db.exec('DROP TRIGGER no_entry');
      }
    });
  });
});

describe('a refused sign-in', () => {
  let ana: { id: number; nombre: string; email: string };
  beforeAll(async () => {
    ana = await newPerson({ clave: password });
  });
  const last = async () => (await entries())[0];

  it('names the person whose account it is, and a hash of an account that nobody has', async () => {
    await service.signIn({ email: ana.email, clave: 'mala' });
    const refused = {
      accion: 'entrada-rechazada',
      autor_id: null,
      autor: null,
      desde: '127.0.0.1',
      que: 'clave',
    };
    expect(await last()).toMatchObject({ ...refused, a_quien: { id: ana.id, nombre: ana.nombre } });
    await service.signIn({ email: 'mi clave secreta', clave: 'ana@ejemplo.com' });
    const first = await last();
    expect(first).toMatchObject({
      ...refused,
      a_quien: null,
      detalle: { cuenta: expect.stringMatching(/^[\w-]{16}$/) },
    });
    await service.signIn({ email: 'Mi Clave Secreta ', clave: 'otra' });
    expect((await last())?.detalle).toEqual(first?.detalle);
    const kept = JSON.stringify(db.prepare('SELECT * FROM audit').all());
    expect(kept).not.toMatch(/mi clave secreta|ana@ejemplo\.com/i);
  });

  it('by a link says so', async () => {
    await service.signIn({ token: 'nada' });
    expect(await last()).toMatchObject({
      accion: 'entrada-rechazada',
      que: 'enlace',
      a_quien: null,
      detalle: {},
    });
  });
});
