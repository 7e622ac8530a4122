import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { createPreference, oneOf, type Preference } from '../../device/preference.ts';
import type { DeviceStorage } from '../../device/storage.ts';

export const themes = ['auto', 'claro', 'oscuro'] as const;
type Theme = (typeof themes)[number];

/** The colours of this device: those that its system prefers, or those that somebody chose. */
export type ThemeChoice = Preference<Theme>;

/** Where the choice is kept; `public/tema.js` reads it before the first paint. */
export const themeKey = 'relevo:tema';

type Meta = { dataset: DOMStringMap; media: string };
type Page = { documentElement: { dataset: DOMStringMap }; querySelectorAll(all: string): Iterable<Meta> };

/** @param dark whether the system prefers dark colours */
export function createThemeChoice(
  storage: DeviceStorage | null,
  page: Page,
  dark: ReadonlySignal<boolean>,
): ThemeChoice {
  const choice = createPreference(storage, themeKey, oneOf(themes));
  effect(() => {
    const shown = choice.value === 'auto' ? (dark.value ? 'oscuro' : 'claro') : choice.value;
    page.documentElement.dataset.tema = shown;
    // The browser's own bar follows.
    for (const meta of page.querySelectorAll('meta[name="theme-color"]')) {
      meta.media = meta.dataset.tema === shown ? 'all' : 'not all';
    }
  });
  return choice;
}

/** Watches whether the system prefers dark colours. */
export function watchSystemTheme(query: MediaQueryList): ReadonlySignal<boolean> {
  const dark = signal(query.matches);
  query.addEventListener('change', ({ matches }) => {
    dark.value = matches;
  });
  return dark;
}
