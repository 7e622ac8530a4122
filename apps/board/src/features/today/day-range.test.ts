import { afterEach, describe, expect, it } from 'vitest';
import { shopClock } from '../../device/clock.ts';
import { formatDayTime } from '../../ui/format.ts';
import { choiceIn, isDay, localDay, localHour, rangeFor, searchOf } from './day-range.ts';

// In the time zone of the device, wherever this runs.
const now = new Date(2026, 10, 25, 14, 30).getTime();
const midnight = (day: number) => new Date(2026, 10, day).getTime();
const between = ({ desde, hasta }: { desde: string; hasta: string }) => [
  Date.parse(desde),
  Date.parse(hasta),
];

describe('rangeFor', () => {
  it('goes from midnight to midnight by the clock on the wall', () => {
    expect(between(rangeFor('hoy', now))).toEqual([midnight(25), midnight(26)]);
    expect(between(rangeFor('ayer', now))).toEqual([midnight(24), midnight(25)]);
    expect(between(rangeFor('semana', now))).toEqual([midnight(19), midnight(26)]);
    expect(between(rangeFor('2026-11-03', now))).toEqual([midnight(3), midnight(4)]);
  });

  it('goes over the ends of months and years', () => {
    const newYear = new Date(2027, 0, 1, 0, 5).getTime();
    expect(between(rangeFor('ayer', newYear))).toEqual([
      new Date(2026, 11, 31).getTime(),
      new Date(2027, 0, 1).getTime(),
    ]);
  });

  it('says the offset, so that the service knows the hours of the shop', () => {
    const { desde } = rangeFor('hoy', now);
    expect(desde).toMatch(/^2026-11-25T00:00:00[+-]\d\d:\d\d$/);
  });
});

describe('the address', () => {
  it('holds the choice', () => {
    for (const choice of ['hoy', 'ayer', 'semana', '2026-11-03'] as const) {
      expect(choiceIn(searchOf(choice))).toBe(choice);
    }
  });

  it.each(['', '?dia=', '?dia=mañana', '?dia=2026-02-30', '?dia=26-1-1', '?dia=0000-00-00', '?dia=<b>'])(
    'means today where it is %j',
    (search) => {
      expect(choiceIn(search)).toBe('hoy');
    },
  );
});

it('knows the day of a moment, and days that there are', () => {
  expect(localDay(now)).toBe('2026-11-25');
  expect(['2028-02-29', '2027-02-29', '2026-13-01', '202-01-01'].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

describe('the shop’s clock', () => {
  const own = shopClock.value;
  afterEach(() => {
    shopClock.value = own;
  });

  it('counts days and shows times, wherever the device believes to be', () => {
    shopClock.value = { timeZone: 'America/Argentina/Buenos_Aires', dayEndsAt: 4 };
    const late = Date.parse('2026-11-26T03:30:00-03:00');
    expect(rangeFor('hoy', late)).toEqual({
      desde: '2026-11-25T04:00:00-03:00',
      hasta: '2026-11-26T04:00:00-03:00',
    });
    expect([localDay(late), localHour(late)]).toEqual(['2026-11-25', 3]);
    expect(formatDayTime(new Date(late).toISOString())).toBe('26/11, 03:30');
    shopClock.value = { timeZone: 'Europe/Madrid', dayEndsAt: 0 };
    expect(rangeFor('2026-10-25', late)).toEqual({
      desde: '2026-10-25T00:00:00+02:00',
      hasta: '2026-10-26T00:00:00+01:00',
    });
  });
});
