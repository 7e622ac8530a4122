import type { DialogStep } from '../actions/action-places.ts';
import { bilingual } from '../i18n/bilingual.ts';

/** The texts of the dialog about one order. */
export const dialogWords = bilingual({
  es: {
    titles: {
      menu: 'Pedido',
      salida: '¿Quién lleva el pedido?',
      asignar: 'Repartidor del pedido',
      priorizar: 'Prioridad del pedido',
      anotar: 'Indicaciones del pedido',
      cancelar: 'Cancelar el pedido',
      historial: 'Historial del pedido',
    } satisfies Record<DialogStep, string>,
    history: 'Ver historial',
    drivers: {
      loading: 'Buscando repartidores…',
      none: 'Todavía no hay repartidores. Quien administra los agrega en Personas.',
      hasItNow: 'Lo tiene ahora',
      nobody: 'Dejar sin repartidor',
      pickUp: 'Retira en el local',
      isDelivered: 'Queda entregado',
    },
    currentPriority: 'La de ahora',
    notes: 'Indicaciones',
    save: 'Guardar',
    historyLoading: 'Buscando el historial…',
    reason: 'Motivo',
    reasons: {
      regret: 'El cliente se arrepintió',
      stock: 'Falta mercadería',
      nobodyThere: 'No se pudo ubicar al cliente',
    },
    cancel: 'Cancelar el pedido',
  },
  en: {
    titles: {
      menu: 'Order',
      salida: 'Who takes the order?',
      asignar: 'Driver of order',
      priorizar: 'Priority of order',
      anotar: 'Notes on order',
      cancelar: 'Cancel order',
      historial: 'History of order',
    },
    history: 'See the history',
    drivers: {
      loading: 'Looking for drivers…',
      none: 'There are no drivers yet. Whoever manages the shop adds them under People.',
      hasItNow: 'Has it now',
      nobody: 'Leave it without a driver',
      pickUp: 'Picked up at the shop',
      isDelivered: 'Counts as delivered',
    },
    currentPriority: 'As it is now',
    notes: 'Notes',
    save: 'Save',
    historyLoading: 'Looking for the history…',
    reason: 'Reason',
    reasons: {
      regret: 'The customer changed their mind',
      stock: 'Out of stock',
      nobodyThere: 'The customer could not be found',
    },
    cancel: 'Cancel the order',
  },
});
