import { expect, it } from 'vitest';
import { arrivedAt, cameLate, lateArrivalMs } from './ticket.ts';

const placed = Date.UTC(2026, 6, 30, 12);
const after = (ms: number) => ({
  fecha_creacion: new Date(placed).toISOString(),
  llegado_en: new Date(placed + ms).toISOString(),
});

it.each([
  ['at once', 40, false],
  ['after the relay’s first retries', 7_500, false],
  ['almost a minute later', lateArrivalMs - 1, false],
  ['a minute later', lateArrivalMs, true],
  ['the next day', 86_400_000, true],
])('counts an order that came in %s as late: %i ms, %s', (_, ms, late) => {
  expect(cameLate(after(ms))).toBe(late);
});

it('takes an order that does not say when it came in for one that came in as it was placed', () => {
  const { fecha_creacion } = after(0);
  expect(arrivedAt({ fecha_creacion })).toBe(fecha_creacion);
  expect(cameLate({ fecha_creacion })).toBe(false);
});
