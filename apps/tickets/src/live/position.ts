import { boardFingerprint, type Person, type Position } from '@relevo/contract';
import type { EventLog } from '../event-log/event-log.ts';
import { everything, type View, viewName, viewOf } from '../event-log/view.ts';

type PositionLog = Pick<EventLog, 'logState' | 'openTickets'>;
type Seen = { epoch: string; head: number; huella: string };
type Look = { epoch: string; head: number; seen: Promise<Seen> };

/** Where the board stands now, for each view. The fingerprint is worked out once per head, however many ask at once. */
export function createPosition(eventLog: PositionLog, now: () => number) {
  const looks = new Map<string, Look>();

  async function look(view: View): Promise<Seen> {
    const { epoch, head, tickets } = await eventLog.openTickets(view);
    return { epoch, head, huella: boardFingerprint(tickets) };
  }

  function lookAt(view: View, { epoch, head }: { epoch: string; head: number }): Promise<Seen> {
    const name = viewName(view);
    const last = looks.get(name);
    if (last?.head === head && last.epoch === epoch) return last.seen;
    const seen = look(view);
    looks.set(name, { epoch, head, seen });
    seen.catch(() => looks.delete(name));
    return seen;
  }

  return async (view: View = everything): Promise<Position> => {
    const state = await eventLog.logState(view);
    const { epoch, head, huella } = await lookAt(view, state);
    return {
      epoch,
      head,
      ahora: new Date(now()).toISOString(),
      ultima_entrada: state.lastIntakeAt === null ? null : new Date(state.lastIntakeAt).toISOString(),
      huella,
    };
  };
}

type Board = { id: string; data: { person: Pick<Person, 'id' | 'rol'> } };

type Deps = {
  position: (view: View) => Promise<Position>;
  /** Sends it to these boards in one go; there is at least one. */
  send: (ids: string[], now: Position) => void;
  log: { error(fields: object, message: string): void };
};

/**
 * Tells boards where the log stands at that moment, each as its view sees it: one look at the log for all that see the
 * same. No look is kept for a later call: a board that has meanwhile been sent an event would be told a head behind it,
 * and take it for another log.
 * @returns begins a round of calls; that the log cannot be read is logged once in it
 */
export function createTellPositions({ position, send, log }: Deps): () => (boards: readonly Board[]) => void {
  return () => {
    const failed = new Set<string>();
    const fail = (name: string, error: unknown) => {
      if (!failed.has(name)) log.error({ err: error }, 'could not tell the position');
      failed.add(name);
    };
    return (boards) => {
      const alike = new Map<string, { view: View; ids: string[] }>();
      for (const { id, data } of boards) {
        const view = viewOf(data.person);
        const group = alike.get(viewName(view)) ?? { view, ids: [] };
        group.ids.push(id);
        alike.set(viewName(view), group);
      }
      for (const [name, { view, ids }] of alike) {
        position(view).then(
          (now) => send(ids, now),
          (error) => fail(name, error),
        );
      }
    };
  };
}
