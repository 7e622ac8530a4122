import type { Person } from '@relevo/contract';

/** Whether somebody searches, filters and looks back. Drivers have few orders; a screen on the wall has nobody. */
export function choosesView({ rol, id }: Person): boolean {
  return rol !== 'repartidor' && id !== null;
}
