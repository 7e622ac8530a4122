import { bilingual } from '../words/bilingual.ts';
import { plural } from '../words/plural.ts';

/** What is written on the cards of orders, or read out with them. */
export const cardWords = bilingual({
  es: {
    order: 'Pedido',
    ofOrder: (numero: string) => `: pedido ${numero}`,
    more: (numero: string) => `Más acciones del pedido ${numero}`,
    whoTakesIt: '¿Quién lo lleva?',
    cameInAt: (time: string) => `Entró a las ${time}`,
    priority: 'Prioridad',
    high: 'Alta',
    lowPriority: 'Prioridad baja',
    notes: 'Indicaciones:',
    address: 'Dirección:',
    phone: 'Teléfono:',
    driver: 'Reparte:',
    noPayment: 'pago sin indicar',
    each: 'c/u',
    moreProducts: (count: number) =>
      `Ver ${count} ${plural('es', count, { one: 'producto', other: 'productos' })} más`,
    isNew: 'Nuevo',
    seen: 'Visto',
    saving: 'Guardando…',
    unsent: 'Sin enviar',
  },
  en: {
    order: 'Order',
    ofOrder: (numero) => `: order ${numero}`,
    more: (numero) => `More for order ${numero}`,
    whoTakesIt: 'Who takes it?',
    cameInAt: (time) => `Came in at ${time}`,
    priority: 'Priority',
    high: 'High',
    lowPriority: 'Low priority',
    notes: 'Notes:',
    address: 'Address:',
    phone: 'Phone:',
    driver: 'Delivered by:',
    noPayment: 'payment not stated',
    each: 'each',
    moreProducts: (count) => `Show ${count} more ${plural('en', count, { one: 'item', other: 'items' })}`,
    isNew: 'New',
    seen: 'Seen',
    saving: 'Saving…',
    unsent: 'Not sent',
  },
});
