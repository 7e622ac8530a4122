import { bilingual } from '../../words/bilingual.ts';
import { plural } from '../../words/plural.ts';

export const tvWords = bilingual({
  es: {
    order: 'Pedido',
    more: (count: number) => `y ${count} ${plural('es', count, { one: 'producto', other: 'productos' })} más`,
    page: (page: number, pages: number) => `Página ${page} de ${pages}`,
    quiet: 'Todo tranquilo',
    quietMore: 'Cuando entre un pedido, aparece acá solo.',
    high: 'Alta',
    isNew: 'Nuevo',
  },
  en: {
    order: 'Order',
    more: (count) => `and ${count} more ${plural('en', count, { one: 'item', other: 'items' })}`,
    page: (page, pages) => `Page ${page} of ${pages}`,
    quiet: 'All quiet',
    quietMore: 'When an order comes in, it appears here by itself.',
    high: 'High',
    isNew: 'New',
  },
});
