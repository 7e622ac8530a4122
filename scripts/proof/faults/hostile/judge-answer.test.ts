import { expect, it } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';

const taken = (text: string) => ({ status: 200, type: 'application/json', requestId: 'x', text });
const asked = { head: false, secrets: ['la-clave'] };

it('finds what only the inside knows in a good answer too', () => {
  expect(judgeAnswer(taken('{"a":"/srv/node_modules/x"}'), asked)).toMatch('node_modules');
  expect(judgeAnswer(taken('{"a":"la-clave"}'), asked)).toMatch('la-clave');
  expect(judgeAnswer(taken('{"error":"connect ECONNREFUSED 127.0.0.1:1"}'), asked)).toMatch('ECONN');
});

it('takes neither an echo nor the reason of a failed attempt for a leak', () => {
  expect(judgeAnswer(taken('{"a":"node_modules"}'), { ...asked, sent: 'node_modules' })).toBeUndefined();
  const detail = 'sin respuesta (ECONNREFUSED): connect ECONNREFUSED';
  expect(judgeAnswer(taken(JSON.stringify({ detalle: detail })), asked)).toBeUndefined();
  expect(judgeAnswer(taken(JSON.stringify({ detalle: `${detail} 127.0.0.1:1` })), asked)).toMatch('ECONN');
});
