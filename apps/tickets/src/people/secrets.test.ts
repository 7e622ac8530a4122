import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openPeople, password, tokenOf } from './testing/start-people.ts';

it('keeps no password, token or session id where it can be read, and answers with none', async () => {
  await using service = await openPeople({
    env: { ADMIN_EMAIL: 'jefa@ejemplo.com', ADMIN_PASSWORD: 'clave de la jefa' },
  });
  const bootLink = tokenOf(await service.signInLink());
  const { cookie } = await service.signIn({ email: 'jefa@ejemplo.com', clave: 'clave de la jefa' });
  const ask = (method: string, path: string, body?: unknown) => service.call(method, path, { cookie, body });
  const person = await service.add('operador', 'ana@ejemplo.com');
  await service.signIn({ email: 'ana@ejemplo.com', clave: password });
  const path = `/api/personas/${person.id}`;
  const personLink = tokenOf((await ask('POST', `${path}/enlace`)).body.enlace);
  const tvLink = tokenOf((await ask('POST', '/api/enlaces-tv', { nombre: 'Salón' })).body.enlace);
  const tv = await service.signIn({ token: tvLink });
  const changed = await ask('PATCH', path, { clave: 'otra clave secreta' });

  const answers = [
    changed,
    tv.answer,
    await ask('GET', '/api/personas'),
    await ask('GET', '/api/enlaces-tv'),
    await ask('GET', '/api/repartidores'),
    await ask('GET', '/api/sesion'),
    await ask('POST', '/api/personas', { nombre: 'Eva', rol: 'operador', clave: 'clave de eva 123' }),
  ];
  const told = JSON.stringify(answers.map(({ body }) => body));
  expect(told).not.toMatch(/argon2|hash|generation/);

  // The WAL holds whatever was written last.
  const kept = (
    await Promise.all(['', '-wal'].map((end) => readFile(service.databaseFile + end, 'latin1')))
  ).join();
  expect(kept).toContain('ana@ejemplo.com');
  expect(kept).toContain('$argon2id$');
  const secrets = {
    bootLink,
    personLink,
    tvLink,
    password,
    first: 'clave de la jefa',
    second: 'otra clave secreta',
    third: 'clave de eva 123',
    session: sessionIdIn(cookie),
    tvSession: sessionIdIn(tv.cookie),
  };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length, name).toBeGreaterThan(10);
    expect(kept.includes(secret), `the database holds ${name}`).toBe(false);
    expect(told.includes(secret), `an answer holds ${name}`).toBe(false);
  }
});

/** `relevo=s%3A<id>.<signature>` */
function sessionIdIn(cookie: string): string {
  return /^relevo=s:([^.]+)\./.exec(decodeURIComponent(cookie))?.[1] ?? '';
}
