/** By which clock a shop counts its days. */
export type ShopClock = {
  /** An IANA name: `America/Argentina/Buenos_Aires`. */
  timeZone: string;
  /** The hour (0 to 12) at which its day ends: with 4, what is ordered at 3:30 belongs to the day before. */
  dayEndsAt: number;
};

export const defaultShopClock: ShopClock = { timeZone: 'America/Argentina/Buenos_Aires', dayEndsAt: 0 };

/** The last hour at which a day may end: later than that, nobody knows which of two days is meant. */
export const latestDayEnd = 12;

/** Gives the shop's day of a moment: `2026-11-28`. @param at epoch ms */
export function shopDayOf(at: number, { timeZone, dayEndsAt }: ShopClock): string {
  return new Date(wallTime(at, timeZone) - dayEndsAt * hourMs).toISOString().slice(0, 10);
}

/**
 * Gives the moment at which a shop's day begins, in epoch ms; the day ends where the next begins. A day on which the clocks
 * change has 23 or 25 hours.
 * @param day `2026-11-28`
 */
export function shopDayStart(day: string, { timeZone, dayEndsAt }: ShopClock): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + dayEndsAt * hourMs;
  const offsetAt = (at: number) => wallTime(at, timeZone) - at;
  const candidates = [wall - offsetAt(wall - dayMs), wall - offsetAt(wall + dayMs)];
  const exact = candidates.filter((at) => wallTime(at, timeZone) === wall);
  // Clocks set forward may leave that hour out: the day begins when they are set.
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** Gives the day that lies so many days after another, or before it. @param day `2026-11-28` */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Whether this machine knows a time zone by that name. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(formatterOf(name));
  } catch {
    return false;
  }
}

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;

/** What the clocks of a zone show, as if it were UTC. @param at epoch ms */
export function wallTime(at: number, timeZone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second, new Date(at).getUTCMilliseconds());
}

// To make one takes longer than to use it a hundred times.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const two = '2-digit';
  const made = new Intl.DateTimeFormat('en-u-ca-gregory', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: two, day: two },
    ...{ hour: two, minute: two, second: two },
  });
  formatters.set(timeZone, made);
  return made;
}
