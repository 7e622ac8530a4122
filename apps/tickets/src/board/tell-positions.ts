import type { Person, Position } from '@relevo/contract';
import { type View, viewName, viewOf } from './view.ts';

type Board = { data: { person: Pick<Person, 'id' | 'rol'> }; emit(name: 'posicion', now: Position): unknown };

type Deps = {
  position: (view: View) => Promise<Position>;
  log: { error(fields: object, message: string): void };
};

/** Tells boards where the log stands, each as its view sees it: one look at the log for all that see the same. */
export function createTellPositions({ position, log }: Deps): (boards: readonly Board[]) => void {
  async function tell(view: View, boards: readonly Board[]): Promise<void> {
    try {
      const now = await position(view);
      for (const board of boards) board.emit('posicion', now);
    } catch (error) {
      log.error({ err: error }, 'could not tell the position');
    }
  }

  return (boards) => {
    const alike = new Map<string, { view: View; boards: Board[] }>();
    for (const board of boards) {
      const view = viewOf(board.data.person);
      const group = alike.get(viewName(view)) ?? { view, boards: [] };
      group.boards.push(board);
      alike.set(viewName(view), group);
    }
    for (const group of alike.values()) void tell(group.view, group.boards);
  };
}
