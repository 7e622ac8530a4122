import { healthSchema, problemMediaType } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { type RawAnswer, readReply } from './reply.ts';

describe('read reply', () => {
  const secret = 'clave-de-prueba-0123456789abcdef';

  function detailOf(status: number, contentType: string, text: string) {
    const raw = { kind: 'answer' as const, status, headers: { 'content-type': contentType }, text };
    const reply = readReply(raw, { statuses: [200, 201], schema: healthSchema }, { secret });
    return reply.kind === 'reply' ? reply.detail : undefined;
  }

  function problemText(detail: string, campos: string[] = []) {
    const errores = campos.map((campo) => ({ campo, mensaje: 'es obligatorio' }));
    const problem = { type: '/problemas/datos-invalidos', title: 'Datos inválidos', status: 400, detail };
    return JSON.stringify({ ...problem, instance: 'r-1', error: detail, errores });
  }

  describe('readReply', () => {
    const told: [string, number, string, string, string][] = [
      ['a problem', 409, problemMediaType, problemText('El número ya existe'), 'El número ya existe'],
      [
        'a problem with bad fields',
        400,
        problemMediaType,
        problemText('Hay campos inválidos', ['total', 'numero']),
        'Hay campos inválidos (total: es obligatorio; numero: es obligatorio)',
      ],
      [
        'a problem with many bad fields',
        400,
        `${problemMediaType}; charset=utf-8`,
        problemText('Mal', ['a', 'b', 'c', 'd', 'e']),
        'Mal (a: es obligatorio; b: es obligatorio; c: es obligatorio; y 2 más)',
      ],
      ['an older service', 400, 'application/json', '{"error":"Falta el total"}', 'Falta el total'],
      ['a gateway', 502, 'application/json', '{"message":"no upstream"}', 'no upstream'],
      ['JSON null', 500, 'application/json', 'null', 'respondió un JSON que no es el prometido'],
      ['HTML', 200, 'text/html; charset=utf-8', '<p>Hola', 'respondió HTML, no el JSON prometido'],
      [
        'HTML that says it is JSON',
        200,
        'application/json',
        '<!doctype html>',
        'respondió HTML, no el JSON prometido',
      ],
      ['nothing', 503, '', ' \n', 'respondió sin cuerpo'],
      [
        'text',
        500,
        'text/plain',
        'Internal\r\n  Error\0',
        'respondió text/plain, no el JSON prometido: Internal Error',
      ],
      ['no type', 500, '', 'ups', 'respondió sin Content-Type, no el JSON prometido: ups'],
    ];
    it.each(told)('tells %s in one line', (_name, status, contentType, text, detail) => {
      expect(detailOf(status, contentType, text)).toBe(detail);
    });

    it('cuts a long story at 300 characters, never through a pair of surrogates', () => {
      const detail = detailOf(500, 'application/json', JSON.stringify({ error: '🧉'.repeat(400) })) ?? '';
      expect(detail).toHaveLength(300);
      expect(detail.endsWith('…')).toBe(true);
      expect(detail.isWellFormed()).toBe(true);
    });

    it('hides the key before it cuts, so that no half of it is left', () => {
      const detail =
        detailOf(500, 'application/json', JSON.stringify({ error: 'x'.repeat(285) + secret })) ?? '';
      expect(detail).toBe(`${'x'.repeat(285)}***`);
    });
  });

  describe('whose word it is', () => {
    function replyOf(answer: Partial<RawAnswer> & { json?: object }, sent?: string) {
      const { json, status = 404, headers = {}, text = json ? JSON.stringify(json) : '' } = answer;
      const raw: RawAnswer = { kind: 'answer', status, headers, text };
      const reply = readReply(raw, { statuses: [201], schema: healthSchema }, { secret, sent });
      if (reply.kind !== 'reply') throw new Error(reply.message);
      return reply;
    }
    const asProblem = { 'content-type': problemMediaType };

    it.each([
      ['relative', '/problemas/no-encontrado'],
      ['absolute', 'https://tickets.example:8443/problemas/no-encontrado'],
    ])('is the service’s own with a %s type', (_kind, type) => {
      const json = { type, title: 'No', status: 404, detail: 'No existe.' };
      expect(replyOf({ headers: asProblem, json })).toEqual({
        ...{ kind: 'reply', status: 404, promised: false },
        ...{ own: 'no-encontrado', detail: 'No existe.' },
      });
    });

    it('is the service’s own with a problem of a newer version, and with parameters of the type', () => {
      const json = { type: '/problemas/algo-nuevo-2', status: 404 };
      const headers = { 'content-type': 'Application/Problem+JSON; charset=utf-8' };
      expect(replyOf({ headers, json })).toMatchObject({ own: 'algo-nuevo-2' });
    });

    it('says that it was said at the door', () => {
      const json = { type: '/problemas/datos-invalidos', status: 404, puerta: true };
      expect(replyOf({ headers: asProblem, json })).toMatchObject({ own: 'datos-invalidos', atDoor: true });
      expect(replyOf({ headers: asProblem, json: { ...json, puerta: 'no' } })).not.toHaveProperty('atDoor');
    });

    const type = '/problemas/no-encontrado';
    it.each<[string, Parameters<typeof replyOf>[0]]>([
      ['another media type', { headers: { 'content-type': 'application/json' }, json: { type } }],
      ['no media type', { json: { type } }],
      ['a status that is not the problem’s', { headers: asProblem, json: { type, status: 400 } }],
      ['a status below 400', { status: 302, headers: asProblem, json: { type } }],
      ['no type', { headers: asProblem, json: { title: 'No' } }],
      ['a type that is no text', { headers: asProblem, json: { type: [type] } }],
      ['about:blank', { headers: asProblem, json: { type: 'about:blank' } }],
      ['a type that only holds ours', { headers: asProblem, json: { type: `x${type}` } }],
      ['a type of another path', { headers: asProblem, json: { type: `https://a.example/v1${type}` } }],
      ['a longer type', { headers: asProblem, json: { type: `${type}/mas` } }],
      ['a list', { headers: asProblem, json: [{ type }] }],
      ['null', { headers: asProblem, text: 'null' }],
      ['no JSON', { headers: asProblem, text: '<html>' }],
      ['nothing', {}],
    ])('is nobody’s with %s', (_name, answer) => {
      expect(replyOf(answer)).not.toHaveProperty('own');
    });

    it.each<[Record<string, string>, string]>([
      [{ 'x-render-routing': 'no-server' }, 'Render (x-render-routing: no-server)'],
      [
        { server: 'railway-edge', 'x-railway-fallback': 'true' },
        'Railway (x-railway-fallback), railway-edge',
      ],
      [{ server: 'cloudflare', 'cf-ray': '8f1-EZE' }, 'cloudflare'],
      [{ 'cf-ray': '8f1-EZE' }, 'Cloudflare (cf-ray)'],
      [{ server: 'nginx/1.27.2 (Ubuntu)', via: '1.1 varnish' }, 'nginx/1.27.2 (Ubuntu), Via 1.1 varnish'],
      [{ 'x-powered-by': 'Express' }, 'Express'],
      [{ server: `<b>${'x'.repeat(999)}` }, `b${'x'.repeat(39)}`],
      [{ server: secret }, '***'],
    ])('is somebody’s who gives himself away: %j', (headers, by) => {
      expect(replyOf({ headers })).toMatchObject({ by });
    });

    it('names nobody who gives no sign, and nobody beside the service’s own word', () => {
      expect(replyOf({})).not.toHaveProperty('by');
      const json = { type, status: 404 };
      expect(replyOf({ headers: { ...asProblem, server: 'nginx' }, json })).not.toHaveProperty('by');
    });

    const sent = JSON.stringify({ cliente_nombre: 'Ana Díaz', telefono: 3515551234, notas: ['timbre 4B'] });
    it.each([
      ['text/html', '<title>Ana Díaz: not found</title>', 'respondió HTML, no el JSON prometido'],
      ['text/plain', 'Blocked: tel 3515551234', 'respondió text/plain, no el JSON prometido'],
      ['application/json', '{"message":"bad TIMBRE"}', 'respondió un JSON que no es el prometido'],
      [problemMediaType, '{"detail":"Díaz"}', 'respondió un JSON que no es el prometido'],
      [
        'text/html',
        '<title>502 Bad Gateway</title>',
        'respondió HTML, no el JSON prometido: «502 Bad Gateway»',
      ],
    ])('repeats nothing of what was sent: %s %s', (contentType, text, detail) => {
      expect(replyOf({ headers: { 'content-type': contentType, server: 'x-Ana' }, text }, sent)).toEqual({
        ...{ kind: 'reply', status: 404, promised: false, detail },
      });
    });

    it('repeats nothing of a body that is no JSON', () => {
      const headers = { 'content-type': 'text/plain' };
      expect(replyOf({ headers, text: 'no Pérez here' }, '{"nombre":"Pérez').detail).not.toContain('Pérez');
    });
  });
});
