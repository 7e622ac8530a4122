import { describe, expect, it } from 'vitest';
import { loadPageModule } from './page-module.ts';

const { readAnswer } = await loadPageModule('read-answer.js');

describe('the answer to a purchase in the demo shop', () => {
  it.each([200, 201])('is an order that was taken at %i', (status) => {
    const reply = { exito: true, numero: 'PED-1', total: 100 };
    expect(readAnswer(status, reply)).toEqual({ kind: 'aceptado', reply });
  });

  it('is lost when a 200 is not the store speaking', () => {
    expect(readAnswer(200, undefined).kind).toBe('sin-respuesta');
    expect(readAnswer(200, { exito: true }).kind).toBe('sin-respuesta');
  });

  it.each([302, 408, 429, 500, 502, 503])(
    'is lost at %i, so only the same order may go out again',
    (status) => {
      expect(readAnswer(status, { detail: 'x' })).toEqual({ kind: 'sin-respuesta', detalle: 'x' });
    },
  );

  it('names the bad fields of a 400', () => {
    const errores = [{ campo: 'cliente_nombre', mensaje: 'no puede estar vacío' }];
    expect(readAnswer(400, { detail: 'x', errores })).toEqual({ kind: 'invalido', detalle: 'x', errores });
  });

  it('tells a key that another order has taken, with that order', () => {
    const answer = readAnswer(409, { detail: 'x', numero: 'PED-1' });
    expect(answer).toEqual({ kind: 'conflicto', detalle: 'x', numero: 'PED-1' });
  });

  it('is refused at any other 4xx, and has words where the body has none', () => {
    expect(readAnswer(403, undefined)).toEqual({ kind: 'rechazado', detalle: 'La tienda respondió 403.' });
  });
});
