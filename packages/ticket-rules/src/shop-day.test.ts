import { describe, expect, it } from 'vitest';
import {
  addDays,
  defaultShopClock,
  isTimeZone,
  type ShopClock,
  shopDayOf,
  shopDayStart,
} from './shop-day.ts';

const at = (time: string) => Date.parse(time);
const bar: ShopClock = { ...defaultShopClock, dayEndsAt: 5 };
const madrid: ShopClock = { timeZone: 'Europe/Madrid', dayEndsAt: 0 };

describe('the day of a moment', () => {
  it.each<[string, ShopClock, string]>([
    ['2026-11-28T21:30:00-03:00', defaultShopClock, '2026-11-28'],
    ['2026-11-28T23:59:59.999-03:00', defaultShopClock, '2026-11-28'],
    ['2026-11-29T00:00:00-03:00', defaultShopClock, '2026-11-29'],
    ['2026-11-29T04:59:59-03:00', bar, '2026-11-28'],
    ['2026-11-29T05:00:00-03:00', bar, '2026-11-29'],
    ['2027-01-01T01:00:00-03:00', bar, '2026-12-31'],
    ['2026-03-01T02:00:00-03:00', bar, '2026-02-28'],
    ['2026-10-25T02:30:00+01:00', { ...madrid, dayEndsAt: 3 }, '2026-10-24'],
    ['2026-11-28T23:30:00Z', { timeZone: 'Asia/Tokyo', dayEndsAt: 0 }, '2026-11-29'],
  ])('is the shop’s: %s', (moment, clock, day) => {
    expect(shopDayOf(at(moment), clock)).toBe(day);
  });
});

describe('the start of a day', () => {
  it.each<[string, ShopClock, string]>([
    ['2026-11-28', defaultShopClock, '2026-11-28T00:00:00-03:00'],
    ['2026-11-28', bar, '2026-11-28T05:00:00-03:00'],
    ['2026-03-29', madrid, '2026-03-29T00:00:00+01:00'],
    ['2026-03-30', madrid, '2026-03-30T00:00:00+02:00'],
    ['2026-03-29', { ...madrid, dayEndsAt: 2 }, '2026-03-29T03:00:00+02:00'],
    ['2026-10-25', { ...madrid, dayEndsAt: 2 }, '2026-10-25T02:00:00+02:00'],
    ['2026-09-06', { timeZone: 'America/Santiago', dayEndsAt: 0 }, '2026-09-06T01:00:00-03:00'],
  ])('is where the day before ends: %s', (day, clock, moment) => {
    const start = shopDayStart(day, clock);
    expect(new Date(start).toISOString()).toBe(new Date(moment).toISOString());
    expect(shopDayOf(start, clock)).toBe(day);
    expect(shopDayOf(start - 1, clock)).toBe(addDays(day, -1));
  });
});

it('counts days over the ends of months and years', () => {
  expect([addDays('2026-12-31', 1), addDays('2028-03-01', -1), addDays('2026-11-28', 0)]).toEqual([
    '2027-01-01',
    '2028-02-29',
    '2026-11-28',
  ]);
});

it('knows which time zones there are', () => {
  expect(['America/Argentina/Buenos_Aires', 'UTC', 'Europe/Madrid'].map(isTimeZone)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['Buenos Aires', 'America/Atlantis', ''].map(isTimeZone)).toEqual([false, false, false]);
});
