import { bilingual } from '../../words/bilingual.ts';

export const sectionWords = bilingual({
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
