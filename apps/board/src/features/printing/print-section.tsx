import type { SectionProps } from '../settings/settings.tsx';
import { paperWidths } from './print-settings.ts';
import { sectionWords as words } from './section-words.ts';

/** How this device prints. Only who works in the shop prints what comes in. */
export function PrintSection({ shell, person }: SectionProps) {
  const { width, automaticSince } = shell.printer.settings;
  if (person.rol === 'lectura') return null;
  return (
    <fieldset class="setting">
      <legend>{words().title}</legend>
      <p>{words().width}</p>
      {paperWidths.map((mm) => (
        <label key={mm} class="choice">
          <input
            type="radio"
            name="ancho-papel"
            value={mm}
            checked={width.value === mm}
            onChange={() => width.set(mm)}
          />
          {words().millimetres(mm)}
        </label>
      ))}
      {person.rol !== 'repartidor' && (
        <>
          <label class="choice">
            <input
              type="checkbox"
              name="imprimir-solo"
              aria-describedby="imprimir-solo-nota"
              checked={automaticSince.value !== null}
              onChange={({ currentTarget }) =>
                shell.printer.printNewOrders(currentTarget.checked, shell.view.serverNow.value)
              }
            />
            {words().automatic}
          </label>
          <div id="imprimir-solo-nota" class="setting-about">
            <p>{words().automaticHint}</p>
            <p>{words().kiosk}</p>
          </div>
        </>
      )}
    </fieldset>
  );
}
