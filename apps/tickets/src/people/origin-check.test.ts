import { recordingLog } from '@relevo/testkit/log';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';
import { createHostWarning, isSameOrigin, originAllowed } from './origin-check.ts';
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
    [
      'the own origin with the port of its scheme',
      'https://relevo.example.com',
      'relevo.example.com:443',
      true,
    ],
    ['the same without TLS', 'http://relevo.example.com', 'relevo.example.com:80', true],
    ['the port of another scheme', 'https://relevo.example.com', 'relevo.example.com:80', false],
    ['a port that only the page names', 'https://relevo.example.com:8443', 'relevo.example.com', false],
    ['a port that only the host names', 'https://relevo.example.com', 'relevo.example.com:8443', false],
    ['a host in capitals', 'https://relevo.example.com', 'Relevo.Example.COM', true],
    ['a dot at the end of the host', 'https://relevo.example.com', 'relevo.example.com.', true],
    ['a dot at the end of the origin', 'https://relevo.example.com.', 'relevo.example.com:443', true],
    ['an IPv6 address in full', 'http://[::1]:4001', '[0:0:0:0:0:0:0:1]:4001', true],
    ['an IPv6 address with the usual port', 'http://[2001:db8::1]', '[2001:DB8:0::1]:80', true],
    ['another IPv6 address', 'http://[::1]:4001', '[::2]:4001', false],
    ['a name beyond ASCII', 'https://xn--pia-8ma.example', 'xn--pia-8ma.example:443', true],
    ['a host that holds a path', 'https://relevo.example.com', 'relevo.example.com/x', false],
    ['a host that holds a user', 'https://malo.example.net', 'relevo.example.com@malo.example.net', false],
    ['a host with a port that is none', 'https://relevo.example.com', 'relevo.example.com:99999', false],
    ['an origin of another scheme', 'chrome-extension://relevo.example.com', 'relevo.example.com', false],
    ['an empty origin', '', 'relevo.example.com', false],
    ['an origin without a host to compare with', 'https://relevo.example.com', undefined, false],
  ])('judges %s', (_what, origin, host, verdict) => {
    expect(originAllowed(origin, host, allowed)).toBe(verdict);
  });
});

describe('a page that a proxy makes a stranger by changing Host', () => {
  const refuse = async (headers: Record<string, string>) => {
    const record = recordingLog('warn');
    await using tickets = await ticketsApp({ log: record.log });
    const answer = await tickets.call(
      'POST',
      '/api/sesion',
      { 'X-API-Key': undefined, ...headers },
      { token: 'x' },
    );
    expectProblem(answer, 'prohibido');
    return {
      answer: answer.body,
      line: record.lines.filter(({ msg }) => msg.startsWith('a page was refused')),
    };
  };

  it.each([
    ['another name', { Host: '127.0.0.1:4001', Origin: 'https://tablero.example' }, 'nombre'],
    ['another port', { Host: 'tablero.example:8080', Origin: 'https://tablero.example' }, 'puerto'],
    ['no port', { Host: 'tablero.example', Origin: 'https://tablero.example:8443' }, 'puerto'],
  ])('is told so, with a line in the log: %s', async (_what, headers, motivo) => {
    const { answer, line } = await refuse({ ...headers, 'Sec-Fetch-Site': 'same-origin' });
    expect(answer).toMatchObject({ motivo, puerta: true });
    // What the service is called inside is nobody's business at the door.
    expect(JSON.stringify(answer)).not.toContain(headers.Host);
    expect(line).toEqual([expect.objectContaining({ host: headers.Host, origin: headers.Origin })]);
  });

  it('is not what a page of another site is told', async () => {
    const headers = {
      Host: 'tablero.example',
      Origin: 'https://malo.example',
      'Sec-Fetch-Site': 'cross-site',
    };
    const { answer, line } = await refuse(headers);
    expect(answer).not.toHaveProperty('motivo');
    expect(line).toEqual([]);
  });

  it('fills no log, however many names are tried', () => {
    const lines: object[] = [];
    const warn = createHostWarning({ warn: (fields) => void lines.push(fields) });
    for (let at = 0; at < 500; at += 1)
      warn({ host: `h${at % 250}.example`, origin: 'https://tablero.example' });
    expect(lines.length).toBe(20);
  });
});
