import type { SummaryRange } from '@relevo/contract';

/** A range of time in epoch ms, without `to` itself. */
export type Range = { from: number; to: number };

export function rangeOf({ desde, hasta }: SummaryRange): Range {
  return { from: Date.parse(desde), to: Date.parse(hasta) };
}

/** The UTC offset of `desde`, in minutes: −180 for `…-03:00`. */
export function offsetOf({ desde }: Pick<SummaryRange, 'desde'>): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(desde) ?? [];
  if (sign === undefined) return 0;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

/** A moment as local time at this UTC offset: `2026-11-25T09:05:00.000`. */
export function localTime(at: number, offsetMin: number): string {
  return new Date(at + offsetMin * 60_000).toISOString().slice(0, -1);
}

/** The first and the last day of a range, in the time zone of `desde`. @param dayEndsAt the hour at which a day ends */
export function daysOf(query: SummaryRange, dayEndsAt: number): [first: string, last: string] {
  const { from, to } = rangeOf(query);
  const dayOf = (at: number) => localTime(at - dayEndsAt * 3_600_000, offsetOf(query)).slice(0, 10);
  return [dayOf(from), dayOf(to - 1)];
}
