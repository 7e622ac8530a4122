import { problemType } from '@relevo/contract';
import { afterEach, expect, it } from 'vitest';
import { speak } from '../i18n/language.ts';
import { problemText } from './problem.ts';

afterEach(() => speak('es'));

it('says a problem in the words of the service in Spanish, and in its own in English', () => {
  const refused = { type: problemType('prohibido'), detail: 'Tu rol no permite esta acción.' };
  expect(problemText(refused)).toBe('Tu rol no permite esta acción.');
  expect(problemText({ ...refused, detail: '' })).toBe('No te corresponde hacer esto.');
  speak('en');
  expect(problemText(refused)).toBe('You are not allowed to do this.');
});

it('leaves what it does not know as it is, and knows when there was no answer', () => {
  speak('en');
  expect(problemText({ type: '/problemas/nuevo', detail: 'Algo nuevo.' })).toBe('Algo nuevo.');
  expect(problemText({ type: null, detail: '' })).toBe('The service does not answer. Try again in a moment.');
});
