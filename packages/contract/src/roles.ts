import type { Action } from './command.ts';

export const roles = ['admin', 'operador', 'repartidor', 'lectura'] as const;
export type Role = (typeof roles)[number];

const work: readonly Action[] = [
  'avanzar',
  'mover',
  'asignar',
  'priorizar',
  'anotar',
  'cancelar',
  'deshacer',
  'reconocer',
  'marcar_item',
];

/** What each role may do to a ticket. A driver: only to tickets assigned to them. */
export const allowedActions: Record<Role, readonly Action[]> = {
  admin: work,
  operador: work,
  repartidor: ['avanzar', 'mover', 'cancelar', 'deshacer', 'marcar_item'],
  lectura: [],
};
