import { type Priority, priorities, type Ticket } from '@relevo/contract';

const stages = ['en-camino', 'en-preparacion', 'pendiente'] as const;

/** Sorts a driver's open orders: those on their way, then those in the kitchen; in each, urgent first, then oldest. */
export function orderDeliveries<T extends Ticket>(
  columns: Record<(typeof stages)[number], readonly T[]>,
): T[] {
  return stages.flatMap((stage) => [...columns[stage]].sort(urgentFirst));
}

function urgentFirst(a: Ticket, b: Ticket): number {
  if (a.prioridad !== b.prioridad) return rank(b.prioridad) - rank(a.prioridad);
  if (a.fecha_creacion !== b.fecha_creacion) return a.fecha_creacion < b.fecha_creacion ? -1 : 1;
  return a.ticket_id - b.ticket_id;
}

function rank(priority: Priority): number {
  return priorities.indexOf(priority);
}
