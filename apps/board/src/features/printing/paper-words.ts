import { bilingual } from '../../words/bilingual.ts';

/** What the paper itself says. */
export const paperWords = bilingual({
  es: {
    test: 'PEDIDO DE PRUEBA',
    reprint: 'REIMPRESIÓN',
    copy: (number: number, at: string) => `Impresión n.º ${number} · ${at}`,
    first: (at: string, who: string) => `La primera: ${at}, ${who}`,
    cancelled: 'CANCELADO',
    delivered: 'ENTREGADO',
    priority: { alta: 'PRIORIDAD ALTA', baja: 'Prioridad baja' },
    order: 'Pedido',
    notes: 'Indicaciones',
    total: 'Total',
    noMethod: 'Pago sin indicar',
    driver: 'Lo lleva',
    phone: 'Tel.',
  },
  en: {
    test: 'TEST ORDER',
    reprint: 'REPRINT',
    copy: (number: number, at: string) => `Print no. ${number} · ${at}`,
    first: (at: string, who: string) => `The first one: ${at}, ${who}`,
    cancelled: 'CANCELLED',
    delivered: 'DELIVERED',
    priority: { alta: 'HIGH PRIORITY', baja: 'Low priority' },
    order: 'Order',
    notes: 'Instructions',
    total: 'Total',
    noMethod: 'Payment not given',
    driver: 'Driver',
    phone: 'Phone',
  },
});
