import { bilingual } from '../../words/bilingual.ts';

export const printWords = bilingual({
  es: {
    print: 'Imprimir',
    order: 'Pedido',
    failed: 'No se pudo imprimir',
    again: 'Probá de nuevo desde el menú del pedido.',
    ok: 'Entendido',
  },
  en: {
    print: 'Print',
    order: 'Order',
    failed: 'It could not be printed',
    again: "Try again from the order's menu.",
    ok: 'OK',
  },
});
