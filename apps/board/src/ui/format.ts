import { shopClock } from '../device/clock.ts';
import { bilingual } from '../i18n/bilingual.ts';
import { type Language, language, locales } from '../i18n/language.ts';

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const money = perLanguage((locale) => {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'ARS',
    trailingZeroDisplay: 'stripIfInteger',
  });
});
const quantity = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }));
const smallQuantity = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 }));
const timeOfDay = perLanguage(
  (locale, _, timeZone) => new Intl.DateTimeFormat(locale, { ...clock, timeZone }),
);
// English readers disagree whether `7/8` is in July or in August.
const dayAndTime = perLanguage((locale, one, timeZone) => {
  const month = one === 'es' ? 'numeric' : 'short';
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month, ...clock, timeZone });
});

/** Formats `12500` as `$ 12.500`, `ARS 12,500`. @param pesos the amount in pesos, in every language */
export function formatMoney(pesos: number): string {
  return money().format(pesos);
}

/** Formats `0.5` as `0,5`, `0.5`, and with its unit as `0,5 kg`. An amount above 0 is never shown as 0. */
export function formatQuantity(amount: number, unit?: string): string {
  const text = (amount < 1 ? smallQuantity : quantity)().format(amount);
  return unit ? `${text} ${unit}` : text;
}

/** Formats `2026-07-30T12:05:00Z` as `09:05`, in the shop's time zone. */
export function formatTime(wireTime: string): string {
  return timeOfDay().format(new Date(wireTime));
}

/** Formats `2026-07-30T12:05:00Z` as `30/7, 09:05`, `Jul 30, 09:05`, in the shop's time zone. */
export function formatDayTime(wireTime: string): string {
  return dayAndTime().format(new Date(wireTime));
}

/** Formats an order's age, coarse enough to read at a glance: `recién`, `12 min`, `1 h 05`, `2 d`. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return ageWords().justNow;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d`;
}

const ageWords = bilingual({ es: { justNow: 'recién' }, en: { justNow: 'just now' } });

/** Formats a duration: `12 s`, `3 min`, `1 h 5 min`. These units are the same in both languages. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Makes a formatter once per language and zone, because making one is slow. Reading it follows both. */
export function perLanguage<T>(make: (locale: string, one: Language, timeZone: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const one = language.value;
    const { timeZone } = shopClock.value;
    const key = one + timeZone;
    const known = made.get(key) ?? make(locales[one], one, timeZone);
    made.set(key, known);
    return known;
  };
}
