import { healthSchema, problemMediaType } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { readReply } from './reply.ts';

describe('read reply', () => {
  const secret = 'clave-de-prueba-0123456789abcdef';

  function detailOf(status: number, contentType: string, text: string) {
    const raw = { kind: 'answer' as const, status, headers: { 'content-type': contentType }, text };
    const reply = readReply(raw, { statuses: [200, 201], schema: healthSchema }, secret);
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
});
