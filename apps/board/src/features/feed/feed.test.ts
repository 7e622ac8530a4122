import type { StoreState } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { formatTime } from '../../ui/format.ts';
import { createFeedLimit, feedStateOf } from './feed.ts';
import { storeTexts } from './feed-dialogs.tsx';
import { spokenFeed } from './feed-sign.tsx';

const minutes = (n: number) => n * 60_000;
const now = Date.parse('2026-07-30T22:00:00Z');
const after = (ms: number) => feedStateOf(new Date(now - ms).toISOString(), now, minutes(45)).kind;

describe("the till's signal", () => {
  it('is missing after the limit while the shop is open, and means nothing once it is closed', () => {
    expect([0, 45, 46, 719].map((n) => after(minutes(n)))).toEqual(['heard', 'heard', 'silent', 'silent']);
    expect(after(minutes(720))).toBe('unknown');
    expect(feedStateOf(null, now, minutes(45)).kind).toBe('unknown');
  });

  it('is no older than now when the clocks disagree', () => {
    expect(feedStateOf(new Date(now + 5_000).toISOString(), now, minutes(45))).toEqual({
      kind: 'heard',
      silentMs: 0,
    });
  });
});

describe('the limit of this device', () => {
  it('is 45 minutes until it is set, and is kept', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const limit = createFeedLimit(storage);
    expect(limit.minutes.value).toBe(45);
    limit.set(20);
    expect(createFeedLimit(storage).minutes.value).toBe(20);
    limit.set(Number.NaN);
    expect(createFeedLimit(storage).minutes.value).toBe(45);
    expect(createFeedLimit(null).minutes.value).toBe(45);
  });
});

describe('what is said of stores', () => {
  const store = (more: Partial<StoreState> = {}): StoreState => ({
    ...{ tienda: 'panaderia', estado: 'callada', oida_en: new Date(now - minutes(3)).toISOString() },
    ...{ pendientes: 0, mas_viejo_en: null, ...more },
  });
  const late = {
    estado: 'demorada',
    pendientes: 3,
    mas_viejo_en: new Date(now - minutes(2)).toISOString(),
  } as const;
  const since = formatTime(store().oida_en);

  it('is nothing where all is well or nothing is known', () => {
    expect(storeTexts(null, now)).toEqual([]);
    expect(storeTexts([], now)).toEqual([]);
    expect(storeTexts([store({ estado: 'al-dia', pendientes: 1 })], now)).toEqual([]);
  });

  it('is since when the only store is silent, without its name, and what waited in it', () => {
    expect(storeTexts([store()], now)).toEqual([`La tienda no da señales desde las ${since}.`]);
    expect(storeTexts([store({ pendientes: 1 })], now)).toEqual([
      `La tienda no da señales desde las ${since}. Tenía 1 pedido por entregar.`,
    ]);
    const [yesterday] = storeTexts([store({ oida_en: new Date(now - minutes(24 * 60)).toISOString() })], now);
    expect(yesterday).toMatch(/^La tienda no da señales desde el 29\/7, \d\d:\d\d\.$/);
  });

  it('is how many orders wait in a store that is heard, and for how long', () => {
    expect(storeTexts([store(late)], now)).toEqual([
      '3 pedidos no llegaron al tablero; el más viejo, hace 2 min.',
    ]);
    expect(storeTexts([store({ ...late, pendientes: 1 })], now)).toEqual([
      '1 pedido no llegó al tablero; espera hace 2 min.',
    ]);
  });

  it('names the stores where there are several, the silent ones first, and counts what is too much to read', () => {
    const well = store({ tienda: 'kiosco', estado: 'al-dia' });
    expect(storeTexts([well, store(late), store({ tienda: 'verduleria' })], now)).toEqual([
      `La tienda verduleria no da señales desde las ${since}.`,
      'panaderia: 3 pedidos no llegaron al tablero; el más viejo, hace 2 min.',
    ]);
    const many = ['a', 'b', 'c', 'd', 'e'].map((tienda) => store({ tienda }));
    expect(storeTexts(many, now).at(-1)).toBe('Y 2 más.');
  });

  it('is said aloud without what changes from second to second', () => {
    const heard = { kind: 'heard', silentMs: 0 } as const;
    expect(spokenFeed(heard, [store({ estado: 'al-dia' })])).toBe('');
    expect(spokenFeed(heard, [store(late)])).toBe('Hay pedidos que no llegaron al tablero.');
    expect(spokenFeed(heard, [store(late), store()])).toBe('Una tienda no da señales.');
    expect(spokenFeed({ kind: 'silent', silentMs: 1 }, null)).toBe('Caja sin señal.');
  });
});
