import { type Db, prepared } from '@relevo/storage/procedures';

/** The active driver with this id, for a procedure. */
export function findDriver(db: Db, id: number): { id: number; nombre: string } | undefined {
  const select = `SELECT id, name AS nombre FROM people WHERE id = ? AND role = 'repartidor' AND active = 1`;
  return prepared(db, select).get(id) as { id: number; nombre: string } | undefined;
}
