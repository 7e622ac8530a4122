import { describe, expect, it } from 'vitest';
import { ageLevel } from './age-level.ts';
import { connectionText, isStale, pageTitle, staleText } from './describe-connection.ts';
import { formatAge, formatDuration, formatMoney, formatQuantity } from './format.ts';
import { splitNumero } from './split-numero.ts';

const minutes = (n: number) => n * 60_000;
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('what the board says', () => {
  it('writes money and amounts as they are written in Argentina', () => {
    expect(plain(formatMoney(12500))).toBe('$ 12.500');
    expect(plain(formatMoney(59.9))).toBe('$ 59,90');
    expect(formatQuantity(0.5)).toBe('0,5');
  });

  it('gives ages that never run backwards', () => {
    expect([-5_000, 59_000, minutes(3), minutes(65), minutes(60 * 49)].map(formatAge)).toEqual([
      'recién',
      'recién',
      '3 min',
      '1 h 05',
      '2 d',
    ]);
    expect([-1, 12_400, minutes(3), minutes(65)].map(formatDuration)).toEqual([
      '0 s',
      '12 s',
      '3 min',
      '1 h 5 min',
    ]);
  });

  it('marks an open order as late, never a closed one', () => {
    expect([19, 20, 40].map((n) => ageLevel('pendiente', minutes(n)))).toEqual([
      'a-tiempo',
      'demorado',
      'muy-demorado',
    ]);
    expect(ageLevel('entregado', minutes(400))).toBe('a-tiempo');
  });

  it('splits a long number where it begins to tell orders apart, and loses nothing', () => {
    expect(splitNumero('PED-20261122-24AF57EC')).toEqual({ common: 'PED-20261122-', own: '24AF57EC' });
    for (const numero of ['1040', 'T-PRUEBA-01', 'UN-NUMERO-LARGO-', '12345678901234567890']) {
      expect(splitNumero(numero)).toEqual({ common: '', own: numero });
    }
  });
});

describe('a board that is not up to date', () => {
  const lost = { kind: 'sin-conexion', since: 1_000, dataAsOf: 0 } as const;

  it('says since when, and how old its data is', () => {
    expect(connectionText(lost, 13_000)).toBe('Sin conexión desde hace 12 s');
    expect(staleText(lost, 13_000)).toContain('Lo que ves es de hace 13 s.');
    expect(staleText({ ...lost, dataAsOf: null }, 13_000)).toContain('Todavía no llegó ningún dato');
    expect(isStale(lost, 1_000)).toBe(true);
    expect(pageTitle(lost, true, 4)).toBe('⚠ Sin conexión · Relevo');
  });

  it('is given a moment to catch up before it counts as stale', () => {
    const catchingUp = { kind: 'poniéndose-al-dia', dataAsOf: 0 } as const;
    expect([10_000, 10_001].map((now) => isStale(catchingUp, now))).toEqual([false, true]);
    expect(isStale({ kind: 'en-vivo' }, 99_999_999)).toBe(false);
  });
});
