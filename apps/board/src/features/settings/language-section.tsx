import { languages } from '../../words/language.ts';
import type { SectionProps } from './settings.tsx';
import { settingsWords as words } from './words.ts';

/** In which language the page speaks. Each is named in its own. */
export function LanguageSection({ shell }: SectionProps) {
  const choice = shell.languageChoice;
  return (
    <fieldset class="setting">
      <legend>{words().language}</legend>
      {languages.map((one) => (
        <label key={one} class="choice">
          <input
            type="radio"
            name="idioma"
            value={one}
            checked={choice.value === one}
            onChange={() => choice.set(one)}
          />
          <span lang={one}>{words.both[one].ownName}</span>
        </label>
      ))}
    </fieldset>
  );
}
