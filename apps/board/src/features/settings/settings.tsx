import './settings.css';
import type { Person } from '@relevo/contract';
import { bilingual } from '../../i18n/bilingual.ts';
import { languages } from '../../i18n/language.ts';
import type { Shell } from '../../shell.ts';
import { SoundSection } from '../alerts/alert-section.tsx';
import { PrintSection } from '../printing/print-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { themes } from './theme.ts';

export type SectionProps = { shell: Shell; person: Person };

/** What can be set: first for this device, then, for who may, for the whole shop. Each part brings its own section. */
export function Settings(props: SectionProps) {
  return (
    <div class="settings">
      <SoundSection {...props} />
      <LanguageSection {...props} />
      <ThemeSection {...props} />
      <PrintSection {...props} />
      {mayChangeShop(props.person) && <LimitsSection {...props} />}
    </div>
  );
}

function mayChangeShop({ rol }: Person): boolean {
  return rol === 'admin' || rol === 'operador';
}

/** In which language the page speaks. Each is named in its own. */
export function LanguageSection({ shell }: SectionProps) {
  const choice = shell.languageChoice;
  return (
    <fieldset class="setting">
      <legend>{settingsWords().language}</legend>
      {languages.map((one) => (
        <label key={one} class="choice">
          <input
            type="radio"
            name="idioma"
            value={one}
            checked={choice.value === one}
            onChange={() => choice.set(one)}
          />
          <span lang={one}>{settingsWords.both[one].ownName}</span>
        </label>
      ))}
    </fieldset>
  );
}

const themeWords = bilingual({
  es: { title: 'Colores', auto: 'Como el sistema', claro: 'Claros', oscuro: 'Oscuros' },
  en: { title: 'Colours', auto: 'As the system', claro: 'Light', oscuro: 'Dark' },
});

/** Light or dark, on this device. */
export function ThemeSection({ shell }: SectionProps) {
  const { theme } = shell;
  return (
    <fieldset class="setting">
      <legend>{themeWords().title}</legend>
      {themes.map((one) => (
        <label key={one} class="choice">
          <input
            type="radio"
            name="tema"
            value={one}
            checked={theme.value === one}
            onChange={() => theme.set(one)}
          />
          <span>{themeWords()[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

export const settingsWords = bilingual({
  es: { ownName: 'Español', language: 'Idioma' },
  en: { ownName: 'English', language: 'Language' },
});
