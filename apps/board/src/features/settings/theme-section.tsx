import { bilingual } from '../../words/bilingual.ts';
import type { SectionProps } from './settings.tsx';
import { themes } from './theme.ts';

const words = bilingual({
  es: { title: 'Colores', auto: 'Como el sistema', claro: 'Claros', oscuro: 'Oscuros' },
  en: { title: 'Colours', auto: 'As the system', claro: 'Light', oscuro: 'Dark' },
});

/** Light or dark, on this device. */
export function ThemeSection({ shell }: SectionProps) {
  const { theme } = shell;
  return (
    <fieldset class="setting">
      <legend>{words().title}</legend>
      {themes.map((one) => (
        <label key={one} class="choice">
          <input
            type="radio"
            name="tema"
            value={one}
            checked={theme.value === one}
            onChange={() => theme.set(one)}
          />
          <span>{words()[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
