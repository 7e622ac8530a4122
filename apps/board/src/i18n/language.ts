import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { createPreference, type Preference } from '../device/preference.ts';
import type { DeviceStorage } from '../device/storage.ts';

export const languages = ['es', 'en'] as const;
export type Language = (typeof languages)[number];

/** The locale by which numbers, money and times are written in each language. Prices stay in pesos. */
export const locales: Record<Language, string> = { es: 'es-AR', en: 'en-US' };

const current = signal<Language>('es');

/** The language of the page. There is one page, so there is one language: whoever reads it follows its changes. */
export const language: ReadonlySignal<Language> = current;

/** Everything on the page is said in this language from now on. */
export function speak(next: Language): void {
  current.value = next;
  if (typeof document !== 'undefined') document.documentElement.lang = locales[next];
}

/** The language that fits best what a browser prefers. @param preferred as `navigator.languages`, best first */
function languageFor(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const known = languages.find((one) => tag.toLowerCase().split('-')[0] === one);
    if (known) return known;
  }
  return 'es';
}

/** The language of this device: the one that was chosen on it, or else the one that its browser prefers. */
export type LanguageChoice = Preference<Language>;

/** @param preferred as `navigator.languages` */
export function createLanguageChoice(
  storage: DeviceStorage | null,
  preferred: readonly string[],
): LanguageChoice {
  const choice = createPreference<Language>(
    storage,
    'relevo:idioma',
    (kept) => languages.find((one) => one === kept) ?? languageFor(preferred),
  );
  effect(() => speak(choice.value));
  return choice;
}
