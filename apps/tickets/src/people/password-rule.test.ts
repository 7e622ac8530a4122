import { describe, expect, it } from 'vitest';
import { judgePassword } from './password-rule.ts';
import { refuseBadPassword } from './passwords.ts';

const ana = ['Ana María Quiroga', 'anita.q@panaderia-lapaz.com.ar'];

describe('a password', () => {
  it.each([
    ['is one of the most used', '1q2w3e4r5t'],
    ['is one of them in capitals', 'QwertyUiop'],
    ['is one of them with accents', 'CONTRASEÑA'.padEnd(10)],
    ['is a common word between digits and signs', '¡margarita2026!'],
    ['is a common word with another at its end', 'contraseña1234'],
    ['is common words with spaces between the letters', 'b o c a  j u n i o r s 1'],
    ['hides a common word behind digits that look like letters', 'P4ssw0rd2026'],
    ['repeats a short piece', 'trigo.trigo.trigo'],
    ['is one letter again and again', 'zzzzzzzzzzzzzzz'],
    ['goes through the alphabet', 'abcdefghijklm'],
    ['counts down', '9876543210'],
  ])('is refused that %s', (_what, password) => {
    expect(judgePassword(password, ana)).toBe('too-common');
  });

  it.each([
    ['the name', 'anamariaquiroga1'],
    ['the name in other letters', 'Quiroga.María.26'],
    ['the email', 'anita.q@panaderia'],
    ['the domain', 'lapaz-panaderia!'],
    ['this program', 'relevo-12345'],
  ])('is refused that is %s and little more', (_what, password) => {
    expect(judgePassword(password, ana)).toBe('own-words');
  });

  it.each([
    'una clave larga 2026',
    'caballo correcto bateria grapa',
    'x7#kQ9!vLm',
    'para Ana cuatro empanadas de humita',
    'relevo de postas con lluvia',
    'ñandú ñandú ñoquis',
  ])('is taken that nobody guesses first: %s', (password) => {
    expect(judgePassword(password, ana)).toBeUndefined();
  });

  it('may hold the name of somebody else', () => {
    expect(judgePassword('anamariaquiroga1', ['Beto', null])).toBeUndefined();
  });

  it('is refused as a fault of its field', () => {
    const refusal = expect.objectContaining({
      ...{ slug: 'datos-invalidos' },
      errores: [{ campo: 'clave', mensaje: expect.stringContaining('elegí otra') }],
    });
    expect(() => refuseBadPassword('1234567890', [])).toThrow(refusal);
    expect(() => refuseBadPassword('una clave larga 2026', [])).not.toThrow();
  });
});
