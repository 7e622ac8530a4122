import { expect, it } from 'vitest';
import { faultInAnswer } from './answer-fault.ts';

const taken = (text: string) => ({ status: 200, type: 'application/json', requestId: 'x', text });
const asked = { head: false, secrets: ['la-clave'] };

it('finds what only the inside knows in a good answer too', () => {
  expect(faultInAnswer(taken('{"a":"/srv/node_modules/x"}'), asked)).toMatch('node_modules');
  expect(faultInAnswer(taken('{"a":"la-clave"}'), asked)).toMatch('la-clave');
  expect(faultInAnswer(taken('{"error":"connect ECONNREFUSED 127.0.0.1:1"}'), asked)).toMatch('ECONN');
});

it('takes neither an echo nor the reason of a failed attempt for a leak', () => {
  expect(faultInAnswer(taken('{"a":"node_modules"}'), { ...asked, sent: 'node_modules' })).toBeUndefined();
  const detail = 'sin respuesta (ECONNREFUSED): connect ECONNREFUSED';
  expect(faultInAnswer(taken(JSON.stringify({ detalle: detail })), asked)).toBeUndefined();
  expect(faultInAnswer(taken(JSON.stringify({ detalle: `${detail} 127.0.0.1:1` })), asked)).toMatch('ECONN');
});
