import { type BoardSettings, defaultAgeLimits, ticketPaths } from '@relevo/contract';
import {
  adminOf,
  type Client,
  type Line,
  memberOf,
  nobody,
  serviceWithKey,
  tvOf,
} from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp, ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const admin = await adminOf(service);
const readers: Record<string, Client> = {
  'somebody who only reads': await memberOf(admin, 'lectura'),
  'a driver': await memberOf(admin, 'repartidor'),
  'a TV': await tvOf(admin),
};
const writers: Record<string, Client> = {
  'the admin': admin,
  'an operator': await memberOf(admin, 'operador'),
  'a service with its key': serviceWithKey(service.url),
};

const path = ticketPaths.boardSettings;
const now = async (): Promise<BoardSettings> => (await admin.get(path)).body;
const put = (client: Client, body: unknown) => client.call('PUT', path, body);

/** Limits that no test has asked for before. */
let made = 0;
const others = () => {
  made += 1;
  return { ...defaultAgeLimits, pendiente: { aviso_min: 1, tarde_min: 1 + made } };
};

it('has sensible limits before anybody has set some', async () => {
  await using fresh = await ticketsApp();
  const { status, body } = await (await adminOf(fresh)).get(path);
  expect([status, body]).toMatchObject([200, { limites: defaultAgeLimits, version: 0 }]);
});

it('keeps what was set, over a restart too', async () => {
  using folder = tempDir();
  const dir = folder.path;
  const limites = others();
  {
    await using before = await ticketsApp({ dir });
    const { status, body } = await put(await adminOf(before), { limites, version: 0 });
    expect([status, body]).toMatchObject([200, { limites, version: 1 }]);
  }
  {
    await using after = await ticketsApp({ dir });
    expect((await serviceWithKey(after).get(path)).body).toMatchObject({ limites, version: 1 });
  }
});

describe('who', () => {
  it.each(Object.entries({ ...readers, ...writers }))('may read them: %s', async (_who, client) => {
    const { status, body } = await client.get(path);
    expect([status, body]).toMatchObject([200, await now()]);
  });

  it.each(Object.entries(writers))('may change them: %s', async (_who, client) => {
    const { version } = await now();
    const limites = others();
    expect(await put(client, { limites, version })).toMatchObject({ status: 200 });
    expect(await now()).toMatchObject({ limites, version: version + 1 });
  });

  it.each(Object.entries(readers))('may not: %s', async (_who, client) => {
    const before = await now();
    expectProblem(await put(client, { limites: others(), version: before.version }), 'prohibido');
    expect(await now()).toMatchObject(before);
  });

  it('may do neither, and is nobody', async () => {
    expectProblem(await nobody(service.url).get(path), 'no-autorizado');
    expectProblem(await put(nobody(service.url), {}), 'no-autorizado');
  });
});

describe('two who change them at the same time', () => {
  it('conflict: the second gets the current settings, and can change them knowing that', async () => {
    const { version } = await now();
    const [first, second] = [others(), others()];
    await put(admin, { limites: first, version });
    const refused = await put(admin, { limites: second, version });
    expectProblem(refused, 'ajustes-en-conflicto');
    expect(refused.body.ajustes).toMatchObject({ limites: first, version: version + 1 });
    expect(await put(admin, { ...refused.body.ajustes, limites: second })).toMatchObject({ status: 200 });
  });

  it('change them once when both ask at once', async () => {
    const { version } = await now();
    const answers = await Promise.all([1, 2, 3, 4].map(() => put(admin, { limites: others(), version })));
    expect(answers.map(({ status }) => status).toSorted()).toMatchObject([200, 409, 409, 409]);
    expect((await now()).version).toBe(version + 1);
  });

  it('do not meet when they are the same one, whose first answer was lost', async () => {
    const { version } = await now();
    const wish = { limites: others(), version };
    const [one, again] = [await put(admin, wish), await put(admin, wish)];
    expect([again.status, again.body]).toMatchObject([200, one.body]);
  });
});

const good = { aviso_min: 10, tarde_min: 20 };
const bad: [what: string, body: unknown, campos: string[]][] = [
  ['nothing at all', {}, ['limites', 'version']],
  ['a list', [], ['cuerpo']],
  [
    'a state too few and a version that is a text',
    { limites: { pendiente: good, 'en-camino': good }, version: '1' },
    ['limites.en-preparacion', 'version'],
  ],
  [
    'a wrong number in each state',
    {
      limites: {
        pendiente: { aviso_min: 0, tarde_min: 20 },
        'en-preparacion': { aviso_min: 10, tarde_min: 1441 },
        'en-camino': { aviso_min: 1.5, tarde_min: null },
      },
      version: 0,
    },
    [
      'limites.pendiente.aviso_min',
      'limites.en-preparacion.tarde_min',
      'limites.en-camino.aviso_min',
      'limites.en-camino.tarde_min',
    ],
  ],
  [
    'limits the wrong way round, or no minute apart',
    {
      limites: {
        pendiente: { aviso_min: 20, tarde_min: 10 },
        'en-preparacion': { aviso_min: 20, tarde_min: 20 },
        'en-camino': good,
      },
      version: 0,
    },
    ['limites.pendiente.tarde_min', 'limites.en-preparacion.tarde_min'],
  ],
];

it.each(bad)('refuses %s and names every bad field', async (_what, body, campos) => {
  const before = await now();
  const answer = await put(admin, body);
  expectProblem(answer, 'datos-invalidos', campos);
  expect(await now()).toMatchObject(before);
});

describe('every open board', () => {
  const told = ({ events }: Line) => events.filter(({ name }) => name === 'ajustes').map(({ body }) => body);
  let known: BoardSettings;
  beforeEach(async () => {
    known = await now();
  });

  it('gets the settings as it connects, and each change after that, whoever is signed in', async () => {
    await using stack = new AsyncDisposableStack();
    const lines: Line[] = [];
    for (const client of Object.values({ ...readers, ...writers }))
      lines.push(stack.use(await client.connect()));
    const next = { limites: others(), version: known.version + 1 };
    await put(admin, { ...next, version: known.version });
    for (const line of lines) {
      await line.until(() => told(line).length === 2);
      expect(told(line)).toMatchObject([known, next]);
    }
  });

  it('does not get settings that were refused or unchanged', async () => {
    await using line = await admin.connect();
    await put(admin, known);
    await put(admin, { limites: others(), version: known.version + 5 });
    const next = { limites: others(), version: known.version };
    await put(admin, next);
    await line.until(() => told(line).length === 2);
    expect(told(line)).toMatchObject([known, { ...next, version: known.version + 1 }]);
  });
});

it('says by which clock the shop counts its days, whatever somebody asks for', async () => {
  await using bar = await ticketsApp({ env: { SHOP_TIME_ZONE: 'Europe/Madrid', SHOP_DAY_ENDS_AT: '5' } });
  const reloj = { zona_horaria: 'Europe/Madrid', fin_del_dia: 5 };
  const { body } = await bar.get(path);
  expect(body.reloj).toEqual(reloj);
  const wish = { limites: others(), version: 0, reloj: { zona_horaria: 'UTC', fin_del_dia: 0 } };
  expect((await put(await adminOf(bar), wish)).body).toMatchObject({ limites: wish.limites, reloj });
});
