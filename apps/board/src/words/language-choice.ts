import { effect } from '@preact/signals-core';
import type { DeviceStorage } from '../device/device-storage.ts';
import { createPreference, type Preference } from '../device/preference.ts';
import { type Language, languageFor, languages, speak } from './language.ts';

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
