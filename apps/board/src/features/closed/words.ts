import { bilingual } from '../../words/bilingual.ts';
import { plural } from '../../words/plural.ts';

export const closedWords = bilingual({
  es: {
    title: 'Entregados y cancelados',
    sides: { todos: 'Todos', entregado: 'Entregados', cancelado: 'Cancelados' },
    which: 'Qué pedidos',
    search: 'Buscar en todos',
    searchHint: 'Número, cliente, teléfono, dirección, producto…',
    loading: 'Buscando…',
    none: 'No hay ninguno.',
    noneFound: (query: string) => `Ninguno coincide con «${query}».`,
    more: 'Ver más',
    again: 'Probar de nuevo',
    newer: (count: number) =>
      plural('es', count, { one: 'Se cerró 1 más: verlo', other: `Se cerraron ${count} más: verlos` }),
    order: 'Pedido',
    recall: 'Recuperar',
    recallOf: (numero: string) => `Recuperar el pedido ${numero}`,
    recalling: 'Recuperando…',
    recalled: (state: string) => `Volvió a ${state}`,
    history: 'Historial',
  },
  en: {
    title: 'Delivered and cancelled',
    sides: { todos: 'All', entregado: 'Delivered', cancelado: 'Cancelled' },
    which: 'Which orders',
    search: 'Search all',
    searchHint: 'Number, customer, phone, address, product…',
    loading: 'Searching…',
    none: 'There are none.',
    noneFound: (query: string) => `None matches “${query}”.`,
    more: 'Show more',
    again: 'Try again',
    newer: (count: number) =>
      plural('en', count, {
        one: '1 more was closed: show it',
        other: `${count} more were closed: show them`,
      }),
    order: 'Order',
    recall: 'Take back',
    recallOf: (numero: string) => `Take back order ${numero}`,
    recalling: 'Taking back…',
    recalled: (state: string) => `Back in: ${state}`,
    history: 'History',
  },
});
