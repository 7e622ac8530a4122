/** The chosen days: by name, or one day as `2026-11-24`. */
export type DayChoice = 'hoy' | 'ayer' | 'semana' | `${number}-${number}-${number}`;

/** Instants as the service takes them, each with the device's UTC offset at that moment. */
export type DayRange = { desde: string; hasta: string };

/** Turns a choice into instants, from midnight to midnight in the time zone of the device. @param now epoch ms */
export function rangeFor(choice: DayChoice, now: number): DayRange {
  const today = new Date(now);
  const midnight = (daysFromToday: number) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() + daysFromToday);
  if (choice === 'hoy') return { desde: localIso(midnight(0)), hasta: localIso(midnight(1)) };
  if (choice === 'ayer') return { desde: localIso(midnight(-1)), hasta: localIso(midnight(0)) };
  if (choice === 'semana') return { desde: localIso(midnight(-6)), hasta: localIso(midnight(1)) };
  const [year = 0, month = 1, day = 1] = choice.split('-').map(Number);
  return {
    desde: localIso(new Date(year, month - 1, day)),
    hasta: localIso(new Date(year, month - 1, day + 1)),
  };
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

/** Gives the day of a moment in the time zone of the device: `2026-11-25`. @param at epoch ms */
export function localDay(at: number): string {
  return localIso(new Date(at)).slice(0, 10);
}

function dayOf(at: number): string {
  return Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 10);
}

/** `2026-11-25T00:00:00-03:00`. */
function localIso(date: Date): string {
  const offsetMin = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offsetMin * 60_000).toISOString().slice(0, 19);
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
  const size = Math.abs(offsetMin);
  return `${local}${offsetMin < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}
