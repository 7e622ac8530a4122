import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, describe, expect, it } from 'vitest';
import { comesFromOwnPage } from './own-pages.ts';
import { startPeople, tokenOf } from './testing/start-people.ts';

const host = 'relevo.example.com';
const own = 'https://relevo.example.com';
const named = 'https://tablero.example.com';
const foreign = 'https://malo.example.net';

it.each([
  ['a client that is no browser', 'POST', {}, true],
  ['the own page', 'POST', { origin: own, 'sec-fetch-site': 'same-origin' }, true],
  ['the own page in an old browser', 'DELETE', { origin: own }, true],
  ['a named origin of the same site', 'PATCH', { origin: named, 'sec-fetch-site': 'same-site' }, true],
  [
    'a neighbour on the same site',
    'POST',
    { origin: 'https://otro.example.com', 'sec-fetch-site': 'same-site' },
    false,
  ],
  ['another site', 'POST', { origin: foreign, 'sec-fetch-site': 'cross-site' }, false],
  ['another site in an old browser', 'DELETE', { origin: foreign }, false],
  ['another site that hides its origin', 'POST', { 'sec-fetch-site': 'cross-site' }, false],
  ['a sandboxed frame', 'POST', { origin: 'null' }, false],
  ['the own host by another port', 'POST', { origin: 'https://relevo.example.com:8443' }, false],
  ['a link on another site', 'GET', { 'sec-fetch-site': 'cross-site' }, true],
  ['a question about what is allowed', 'OPTIONS', { origin: foreign, 'sec-fetch-site': 'cross-site' }, true],
])('judges %s', (_what, method, headers, verdict) => {
  expect(comesFromOwnPage({ method, headers: { host, ...headers } }, [named])).toBe(verdict);
});

describe('every route that changes something by a session', async () => {
  const service = await startPeople({ env: { CORS_ALLOWED_ORIGINS: named } });
  const cookie = await service.asFirstAdmin();
  afterAll(() => service[Symbol.asyncDispose]());

  it.each([
    ['POST', '/api/sesion', { token: 'nada' }],
    ['DELETE', '/api/sesion', undefined],
    ['POST', '/api/personas', { nombre: 'Eva', rol: 'admin' }],
    ['PATCH', '/api/personas/1', { nombre: 'Otra' }],
    ['POST', '/api/personas/1/enlace', undefined],
    ['POST', '/api/enlaces-tv', { nombre: 'Salón' }],
    ['DELETE', '/api/enlaces-tv/1', undefined],
    ['POST', '/api/tickets/1/comandos', {}],
  ])('is closed to other sites: %s %s', async (method, path, body) => {
    const strangers: Record<string, string>[] = [{ Origin: foreign }, { 'Sec-Fetch-Site': 'cross-site' }];
    for (const headers of strangers) {
      expectProblem(await service.call(method, path, { cookie, body, headers }), 'prohibido');
    }
    expect(await service.whoIs(cookie)).toBeDefined();
  });

  it('is open to the own page and to a named origin', async () => {
    for (const Origin of [service.url, named]) {
      const headers = { Origin, 'Sec-Fetch-Site': 'same-site' };
      const token = tokenOf(await service.signInLink());
      expect((await service.signIn({ token }, { headers })).answer.status).toBe(200);
    }
  });
});
