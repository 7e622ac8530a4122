import { formatTime, perLanguage } from '../../view/format.ts';

const percent = perLanguage((locale) => new Intl.NumberFormat(locale, { style: 'percent' }));
const weekday = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }),
);
const initial = perLanguage((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short' }));
const whole = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full' }));

/** `0.12` → `12 %`. A part of nothing is 0 %. */
export function formatShare(part: number, of: number): string {
  return percent().format(of === 0 ? 0 : part / of);
}

/** An hour in the time zone of the device: `13:00 – 14:00`. @param at epoch ms */
export function formatHour(at: number): string {
  const time = (ms: number) => formatTime(new Date(ms).toISOString());
  return `${time(at)} – ${time(at + 3_600_000)}`;
}

/** The same, as short as under a bar: `13`. */
export function formatHourMark(at: number): string {
  return formatTime(new Date(at).toISOString()).replace(/:00$/, '');
}

/** `mié, 25 nov`. */
export function formatDay(at: number): string {
  return weekday().format(at);
}

/** `mié`. */
export function formatDayMark(at: number): string {
  return initial().format(at);
}

/** `miércoles, 25 de noviembre de 2026`; for several days the first and the last. @param hasta the end, not in it any more */
export function formatRange({ desde, hasta }: { desde: string; hasta: string }): string {
  return whole().formatRange(Date.parse(desde), Date.parse(hasta) - 1);
}
