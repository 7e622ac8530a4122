import { addDays, shopDayOf, shopDayStart, wallTime } from '@relevo/contract';
import { shopClock } from '../../device/clock.ts';

/** The chosen days: by name, or one day as `2026-11-24`. */
export type DayChoice = 'hoy' | 'ayer' | 'semana' | `${number}-${number}-${number}`;

/** Instants as the service takes them, each with the shop's UTC offset at that moment. */
export type DayRange = { desde: string; hasta: string };

/** Turns a choice into instants, from one end of a day of the shop to another. @param now epoch ms */
export function rangeFor(choice: DayChoice, now: number): DayRange {
  const today = localDay(now);
  const days = (first: string, last: string) => ({ desde: startOf(first), hasta: startOf(addDays(last, 1)) });
  if (choice === 'hoy') return days(today, today);
  if (choice === 'ayer') return days(addDays(today, -1), addDays(today, -1));
  if (choice === 'semana') return days(addDays(today, -6), today);
  return days(choice, choice);
}

/** Reads the choice from the address (`/hoy?dia=ayer`); today where it has none. */
export function choiceIn(search: string): DayChoice {
  const text = new URLSearchParams(search).get('dia') ?? '';
  if (text === 'ayer' || text === 'semana') return text;
  return isDay(text) ? text : 'hoy';
}

/** Writes a choice as the address holds it, from its `?` on. */
export function searchOf(choice: DayChoice): string {
  return choice === 'hoy' ? '' : `?dia=${choice}`;
}

/** Whether this is an existing day, as a date field gives it. */
export function isDay(text: string): text is `${number}-${number}-${number}` {
  return /^20\d\d-\d\d-\d\d$/.test(text) && dayOf(Date.parse(`${text}T12:00:00Z`)) === text;
}

/** Gives the shop's day of a moment: `2026-11-25`. @param at epoch ms */
export function localDay(at: number): string {
  return shopDayOf(at, shopClock.value);
}

/** Gives the hour that the shop's clock shows, 0 to 23. @param at epoch ms */
export function localHour(at: number): number {
  return new Date(wallTime(at, shopClock.value.timeZone)).getUTCHours();
}

function dayOf(at: number): string {
  return Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 10);
}

/** The start of a day of the shop: `2026-11-25T00:00:00-03:00`. */
function startOf(day: string): string {
  const at = shopDayStart(day, shopClock.value);
  const wall = wallTime(at, shopClock.value.timeZone);
  const offsetMin = (wall - at) / 60_000;
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
  const size = Math.abs(offsetMin);
  const local = new Date(wall).toISOString().slice(0, 19);
  return `${local}${offsetMin < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}
