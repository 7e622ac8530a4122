import type { ReadonlySignal } from '@preact/signals';
import type { Person } from '@relevo/contract';
import { bilingual } from '../../i18n/bilingual.ts';
import { type Printer, paperWidths } from './printer.ts';

type Props = { printer: Printer; person: Person; serverNow: ReadonlySignal<number> };

/** How this device prints. Only people who work in the shop can print new orders automatically. */
export function PrintSection({ printer, person, serverNow }: Props) {
  const { width, automaticSince } = printer.settings;
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
              onChange={({ currentTarget }) => printer.printNewOrders(currentTarget.checked, serverNow.value)}
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

const words = bilingual({
  es: {
    title: 'Impresora de este dispositivo',
    width: 'Ancho del papel',
    millimetres: (mm: string) => `${mm} mm de ancho`,
    automatic: 'Imprimir solo los pedidos nuevos en este dispositivo',
    automaticHint:
      'Cada pedido que entre desde ahora sale una sola vez, aunque haya varias pestañas o dispositivos. Dejá el tablero abierto acá.',
    kiosk:
      'Para que Chrome no pregunte antes de cada impresión, abrilo con la opción --kiosk-printing y la tiquetera como impresora predeterminada.',
  },
  en: {
    title: 'Printer of this device',
    width: 'Paper width',
    millimetres: (mm: string) => `${mm} mm wide`,
    automatic: 'Print new orders by itself on this device',
    automaticHint:
      'Each order that comes in from now on is printed once, however many tabs or devices there are. Keep the board open here.',
    kiosk:
      'So that Chrome does not ask before each print, start it with --kiosk-printing and make the receipt printer the default one.',
  },
});
