import { bilingual } from './bilingual.ts';

/** The names of what the contract names by a word of its own. */
export const labels = bilingual({
  es: {
    /** Column headings. */
    states: {
      pendiente: 'Pendiente',
      'en-preparacion': 'En preparación',
      'en-camino': 'En camino',
      entregado: 'Entregado',
      cancelado: 'Cancelado',
    },
    /** What the one-tap button of an order says that goes there next. */
    moves: {
      pendiente: 'Volver a pendiente',
      'en-preparacion': 'Preparar',
      'en-camino': 'En camino',
      entregado: 'Entregado',
      cancelado: 'Cancelar',
    },
    /** What an empty column says. */
    empty: {
      pendiente: 'Nada en espera',
      'en-preparacion': 'Nada en la cocina',
      'en-camino': 'Nadie en la calle',
      entregado: 'Todavía no se entregó nada',
      cancelado: 'Ninguno cancelado',
    },
    priorities: { baja: 'Baja', normal: 'Normal', alta: 'Alta' },
    roles: { admin: 'Administra', operador: 'Opera', repartidor: 'Reparte', lectura: 'Sólo mira' },
  },
  en: {
    states: {
      pendiente: 'Pending',
      'en-preparacion': 'In the kitchen',
      'en-camino': 'On the way',
      entregado: 'Delivered',
      cancelado: 'Cancelled',
    },
    moves: {
      pendiente: 'Back to pending',
      'en-preparacion': 'Prepare',
      'en-camino': 'On the way',
      entregado: 'Delivered',
      cancelado: 'Cancel',
    },
    empty: {
      pendiente: 'Nothing waiting',
      'en-preparacion': 'Nothing in the kitchen',
      'en-camino': 'Nobody on the road',
      entregado: 'Nothing delivered yet',
      cancelado: 'None cancelled',
    },
    priorities: { baja: 'Low', normal: 'Normal', alta: 'High' },
    roles: { admin: 'Manages', operador: 'Operates', repartidor: 'Delivers', lectura: 'Only looks' },
  },
});
