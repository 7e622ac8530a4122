import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, describe, expect, it } from 'vitest';
import { isSameOrigin, originAllowed } from './origin-check.ts';
import { openPeople, tokenOf } from './testing/start-people.ts';

describe('the check for other sites (CSRF)', () => {
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
    [
      'a question about what is allowed',
      'OPTIONS',
      { origin: foreign, 'sec-fetch-site': 'cross-site' },
      true,
    ],
  ])('judges %s', (_what, method, headers, verdict) => {
    expect(isSameOrigin({ method, headers: { host, ...headers } }, [named])).toBe(verdict);
  });

  describe('every route that changes something by a session', async () => {
    const service = await openPeople({ env: { CORS_ALLOWED_ORIGINS: named } });
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
      for (const Origin of [own, named]) {
        const headers = { Host: host, Origin, 'Sec-Fetch-Site': 'same-site' };
        const token = tokenOf(await service.signInLink());
        expect((await service.signIn({ token }, { headers })).answer.status).toBe(200);
      }
    });
  });
});

describe('an allowed origin', () => {
  const allowed = ['https://tablero.example.com'];

  it.each([
    ['no origin at all: no page sent it', undefined, 'relevo.example.com', true],
    ['the own origin', 'https://relevo.example.com', 'relevo.example.com', true],
    ['the own origin with its port', 'http://10.0.0.5:4001', '10.0.0.5:4001', true],
    ['an origin that is named', 'https://tablero.example.com', 'relevo.example.com', true],
    ['another site', 'https://malo.example.net', 'relevo.example.com', false],
    ['another port of the same host', 'http://10.0.0.5:8080', '10.0.0.5:4001', false],
    [
      'a site whose name begins like ours',
      'https://relevo.example.com.malo.net',
      'relevo.example.com',
      false,
    ],
    ['a named origin without TLS', 'http://tablero.example.com', 'relevo.example.com', false],
    ['the origin of a sandboxed frame', 'null', 'relevo.example.com', false],
    ['an empty origin', '', 'relevo.example.com', false],
    ['an origin without a host to compare with', 'https://relevo.example.com', undefined, false],
  ])('judges %s', (_what, origin, host, verdict) => {
    expect(originAllowed(origin, host, allowed)).toBe(verdict);
  });
});
