import type { Person, Position } from '@relevo/contract';
import { type View, viewName, viewOf } from './view.ts';

type Board = { id: string; data: { person: Pick<Person, 'id' | 'rol'> } };

type Deps = {
  position: (view: View) => Promise<Position>;
  /** Sends it to these boards in one go; there is at least one. */
  send: (ids: string[], now: Position) => void;
  /** Epoch milliseconds. */
  now: () => number;
  log: { error(fields: object, message: string): void };
};

/**
 * Tells boards where the log stands, each as its view sees it: one look at the log for all that see the same, however
 * many calls a round has.
 * @returns begins a round
 */
export function createTellPositions({
  position,
  send,
  now,
  log,
}: Deps): () => (boards: readonly Board[]) => void {
  const lookAs = (view: View) =>
    position(view).catch((error) => {
      log.error({ err: error }, 'could not tell the position');
      return undefined;
    });
  return () => {
    const looks = new Map<string, Promise<Position | undefined>>();
    return (boards) => {
      const alike = new Map<string, { view: View; ids: string[] }>();
      for (const { id, data } of boards) {
        const view = viewOf(data.person);
        const group = alike.get(viewName(view)) ?? { view, ids: [] };
        group.ids.push(id);
        alike.set(viewName(view), group);
      }
      for (const [name, { view, ids }] of alike) {
        const look = looks.get(name) ?? lookAs(view);
        looks.set(name, look);
        // Boards set their clocks by it: it is the time of the sending, not of the look.
        void look.then((seen) => seen && send(ids, { ...seen, ahora: new Date(now()).toISOString() }));
      }
    };
  };
}
