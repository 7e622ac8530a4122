import { bilingual } from '../words/bilingual.ts';
import { plural } from '../words/plural.ts';

/** What the board says around its cards. */
export const boardWords = bilingual({
  es: {
    columns: 'Columnas',
    showMore: (count: number) => `Ver ${count} más`,
    quiet: 'Todo tranquilo',
    quietDriver: 'Cuando te asignen un pedido, aparece acá solo.',
    quietShop: 'Cuando entre un pedido, aparece acá solo. No hace falta recargar la página.',
    close: 'Cerrar',
    undo: 'Deshacer',
    understood: 'Entendido',
    restored: 'El tablero volvió a una copia anterior',
    restoredSo: 'Se restauraron datos en el servidor: revisá los pedidos que estabas trabajando.',
    changesUnsent: (count: number) =>
      `${count} ${plural('es', count, { one: 'cambio', other: 'cambios' })} sin enviar`,
    newOrders: (count: number) => `${count} pedidos nuevos.`,
    newOrder: (numero: string, who: string) => `Pedido nuevo: ${numero}, ${who}.`,
  },
  en: {
    columns: 'Columns',
    showMore: (count) => `Show ${count} more`,
    quiet: 'All quiet',
    quietDriver: 'When an order is given to you, it appears here by itself.',
    quietShop: 'When an order comes in, it appears here by itself. There is no need to reload the page.',
    close: 'Close',
    undo: 'Undo',
    understood: 'Got it',
    restored: 'The board went back to an earlier copy',
    restoredSo: 'Data was restored on the server: check the orders that you were working on.',
    changesUnsent: (count) => `${count} ${plural('en', count, { one: 'change', other: 'changes' })} not sent`,
    newOrders: (count) => `${count} new orders.`,
    newOrder: (numero, who) => `New order: ${numero}, ${who}.`,
  },
});
