import { bilingual } from '../../words/bilingual.ts';

/** About the till that hands over the orders. */
export const feedWords = bilingual({
  es: {
    silent: (age: string) => `Caja sin señal: ningún pedido hace ${age}`,
    lastOrder: (age: string) => `Último pedido hace ${age}`,
    lastOrderNow: 'Último pedido recién',
    spoken: 'Caja sin señal.',
    set: 'Aviso',
    title: 'Caja sin señal',
    explained:
      'Si con el local abierto no entra ningún pedido durante este tiempo, el tablero lo avisa. Vale para este dispositivo.',
    minutes: 'Minutos sin pedidos',
    save: 'Guardar',
  },
  en: {
    silent: (age) => `The till is silent: no order for ${age}`,
    lastOrder: (age) => `Last order ${age} ago`,
    lastOrderNow: 'Last order just now',
    spoken: 'The till is silent.',
    set: 'Alert',
    title: 'Silent till',
    explained:
      'If no order comes in for this long while the shop is open, the board says so. It holds for this device.',
    minutes: 'Minutes without orders',
    save: 'Save',
  },
});
