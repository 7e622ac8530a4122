import { defaultAgeLimits, type State } from '@relevo/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { labels } from '../i18n/labels.ts';
import { speak } from '../i18n/language.ts';
import { isStale } from '../live/connection.ts';
import { waitText } from '../session/words.ts';
import { ageLevel } from '../ticket/age.ts';
import { splitNumero } from '../ticket/ticket-number.tsx';
import {
  formatAge,
  formatDayTime,
  formatDuration,
  formatMoney,
  formatQuantity,
  formatTime,
} from '../ui/format.ts';
import { connectionText, pageTitle, staleText } from './connection-status.tsx';

const minutes = (n: number) => n * 60_000;
const plain = (text: string) => text.replace(/\u00a0/g, ' ');
// Expects the device's time zone, wherever the test runs.
const halfPastMidnight = new Date(2026, 6, 8, 0, 30).toISOString();

afterEach(() => speak('es'));

describe('what the board says', () => {
  it('formats money and amounts as in Argentina', () => {
    expect(plain(formatMoney(12500))).toBe('$ 12.500');
    expect(plain(formatMoney(59.9))).toBe('$ 59,90');
    expect(formatQuantity(0.5)).toBe('0,5');
    expect(formatTime(halfPastMidnight)).toBe('00:30');
    expect(plain(formatDayTime(halfPastMidnight))).toBe('8/7, 00:30');
  });

  it('shows an amount above 0 never as 0, and with its unit', () => {
    expect([0.0004, 0.3335, 0.00000002, 1.5, 1234.5678, 0].map((amount) => formatQuantity(amount))).toEqual([
      ...['0,0004', '0,3335', '0,00000002', '1,5', '1.234,568', '0'],
    ]);
    expect(formatQuantity(0.35, 'kg')).toBe('0,35 kg');
  });

  it('switches to English at once, with prices in pesos', () => {
    const texts = () => [formatMoney(12500), formatQuantity(0.5), formatDayTime(halfPastMidnight)].map(plain);
    expect(texts()).toEqual(['$ 12.500', '0,5', '8/7, 00:30']);
    speak('en');
    expect(texts()).toEqual(['ARS 12,500', '0.5', 'Jul 8, 00:30']);
    expect([formatAge(0), formatAge(minutes(65)), formatTime(halfPastMidnight)]).toEqual([
      'just now',
      '1 h 05',
      '00:30',
    ]);
    expect(labels().states['en-camino']).toBe('On the way');
    expect([0, 40_000, 90_000, 120_000].map((ms) => waitText(ms, 0))).toEqual([
      'You can try again now.',
      'Try again in 40 s.',
      'Try again in 90 s.',
      'Try again in 2 minutes.',
    ]);
  });

  it('shows ages that never run backwards', () => {
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
    const level = (estado: State, minutes: number) => ageLevel(estado, minutes, defaultAgeLimits);
    expect([4, 5, 9, 10].map((age) => level('pendiente', age))).toEqual(['on-time', 'slow', 'slow', 'late']);
    expect([10, 20, 40].map((age) => level('en-preparacion', age))).toEqual(['on-time', 'slow', 'late']);
    expect([39, 40, 60].map((age) => level('en-camino', age))).toEqual(['on-time', 'slow', 'late']);
    expect(level('entregado', 400)).toBe('on-time');
  });

  it('splits a long number where orders of a day begin to differ, and loses nothing', () => {
    expect(splitNumero('PED-20261122-24AF57EC')).toEqual({ common: 'PED-20261122-', own: '24AF57EC' });
    for (const numero of ['1040', 'T-PRUEBA-01', 'UN-NUMERO-LARGO-', '12345678901234567890']) {
      expect(splitNumero(numero)).toEqual({ common: '', own: numero });
    }
  });

  it.each([
    ['2026-|000187|-AR', '2026-|000188|-AR'],
    ['10015|-ROSARIO', '10016|-ROSARIO'],
    [
      'PED-20261122-|24AF57EC-1',
      'PED-20261122-|24AF57EC-2',
      'PED-20261122-|DEADBEEF-1',
      'PED-20261122-|ABCDEFAB',
    ],
    ['ROSARIO-|230415-1', 'ROSARIO-|230415-2', 'ROSARIO-|230416-1'],
    ['TIENDA-|2026-1', 'TIENDA-|2026-2', 'TIENDA-|2027-1', 'TIENDA-2027-|0001'],
    ['0001-|00012345', '0001-|00012346'],
    ['PED/2026/|000187|/AR', 'PED_2026_|000187|_AR', 'Pedido |000187| AR'],
    ['0012|-20261122-AR', '0013|-20261122-AR'],
    ['PED-20261122-|7|-ROSARIO', 'PED-20261122-|8|-ROSARIO'],
    ['550e8400-e29b-41d4-a716-|446655440000'],
    ['PEDIDO-NORTE-KXJQ'],
    ['PEDIDO-|20261122'],
  ])('makes large what differs, with something before it or behind it: %s', (...marked) => {
    for (const one of marked) {
      const { common, own, suffix = '' } = splitNumero(one.replaceAll('|', ''));
      const shown = [common && `${common}|`, own, suffix && `|${suffix}`].join('');
      expect(shown).toBe(one);
    }
  });
});

describe('a board that is not up to date', () => {
  const lost = { kind: 'offline', since: 1_000, dataAsOf: 0 } as const;

  it('says since when, and how old its data is', () => {
    expect(connectionText(lost, 13_000)).toBe('Sin conexión desde hace 12 s');
    expect(staleText(lost, 13_000)).toContain('Lo que ves es de hace 13 s.');
    expect(staleText({ ...lost, dataAsOf: null }, 13_000)).toContain('Todavía no llegó ningún dato');
    expect(isStale(lost, 1_000)).toBe(true);
    expect(pageTitle(lost, true, 4, '(2) ¡Nuevo!')).toBe('⚠ Sin conexión · Relevo');
    speak('en');
    expect(connectionText(lost, 13_000)).toBe('Offline for 12 s');
    expect(pageTitle(lost, true, 4, '(2) ¡Nuevo!')).toBe('⚠ Offline · Relevo');
  });

  it('counts unseen orders in its title, and calls attention from a hidden tab', () => {
    const live = { kind: 'live' } as const;
    expect(pageTitle(live, false, 0)).toBe('Relevo');
    expect(pageTitle(live, false, 4)).toBe('(4) Relevo');
    expect(pageTitle(live, false, 4, '', 2)).toBe('(4) ⏰ 2 tarde · Relevo');
    expect(pageTitle(live, false, 0, '', 1)).toBe('⏰ 1 tarde · Relevo');
    expect(pageTitle(live, false, 4, '(2) ¡Nuevo! · Relevo')).toBe('(2) ¡Nuevo! · Relevo');
    const catchingUp = { kind: 'catching-up', dataAsOf: 0 } as const;
    expect(['', '(2) ¡Nuevo! · Relevo'].map((calling) => pageTitle(catchingUp, false, 4, calling))).toEqual([
      '… Relevo',
      '(2) ¡Nuevo! · Relevo',
    ]);
  });

  it('has a grace period to catch up before it counts as stale', () => {
    const catchingUp = { kind: 'catching-up', dataAsOf: 0 } as const;
    expect([10_000, 10_001].map((now) => isStale(catchingUp, now))).toEqual([false, true]);
    expect(isStale({ kind: 'live' }, 99_999_999)).toBe(false);
  });
});
