import { type Priority, type Role, type State, states } from '@relevo/contract';

/** Column headings. */
export const stateLabels: Record<State, string> = {
  pendiente: 'Pendiente',
  'en-preparacion': 'En preparación',
  'en-camino': 'En camino',
  entregado: 'Entregado',
  cancelado: 'Cancelado',
};

/** What the one-tap button of an order says that goes there next. */
export const moveLabels: Record<State, string> = {
  pendiente: 'Volver a pendiente',
  'en-preparacion': 'Preparar',
  'en-camino': 'En camino',
  entregado: 'Entregado',
  cancelado: 'Cancelar',
};

/** The columns in the order in which somebody needs them: on a phone the first one is in sight. */
export function columnsOf(role: Role): readonly State[] {
  return role === 'repartidor' ? driversColumns : states;
}
const driversColumns: readonly State[] = [
  'en-camino',
  'en-preparacion',
  'pendiente',
  'entregado',
  'cancelado',
];

/** What an empty column says. */
export const emptyLabels: Record<State, string> = {
  pendiente: 'Nada en espera',
  'en-preparacion': 'Nada en la cocina',
  'en-camino': 'Nadie en la calle',
  entregado: 'Todavía no se entregó nada',
  cancelado: 'Ninguno cancelado',
};

export const priorityLabels: Record<Priority, string> = { baja: 'Baja', normal: 'Normal', alta: 'Alta' };

export const roleLabels: Record<Role, string> = {
  admin: 'Administra',
  operador: 'Opera',
  repartidor: 'Reparte',
  lectura: 'Sólo mira',
};
