import { boardFingerprint, type Person, type Position, type StoreState } from '@relevo/contract';
import type { EventLog } from '../event-log/event-log.ts';
import { everything, positionView, type View, viewName, viewOf } from '../event-log/view.ts';

type PositionLog = Pick<EventLog, 'logState' | 'openTickets'>;
type Fingerprint = { epoch: string; head: number; huella: string };
type CachedFingerprint = { epoch: string; head: number; read: Promise<Fingerprint> };

/**
 * Reads where the log stands, as a view sees it. Computes the fingerprint of the board once per view and head.
 * @param stores the stores that are waited for, which no driver can help
 */
export function createPosition(
  eventLog: PositionLog,
  now: () => number,
  stores: () => StoreState[] = () => [],
) {
  const cache = new Map<string, CachedFingerprint>();

  async function readFingerprint(view: View): Promise<Fingerprint> {
    const { epoch, head, tickets } = await eventLog.openTickets(view);
    return { epoch, head, huella: boardFingerprint(tickets) };
  }

  function fingerprintAt(view: View, { epoch, head }: { epoch: string; head: number }): Promise<Fingerprint> {
    const name = viewName(view);
    const last = cache.get(name);
    if (last?.head === head && last.epoch === epoch) return last.read;
    const read = readFingerprint(view);
    cache.set(name, { epoch, head, read });
    read.catch(() => cache.delete(name));
    return read;
  }

  return async (view: View = everything): Promise<Position> => {
    const state = await eventLog.logState(view);
    const { epoch, head, huella } = await fingerprintAt(view, state);
    return {
      epoch,
      head,
      ahora: new Date(now()).toISOString(),
      ultima_entrada: state.lastIntakeAt === null ? null : new Date(state.lastIntakeAt).toISOString(),
      huella,
      ...(view.driverId === null && { tiendas: stores() }),
    };
  };
}

type Board = { id: string; data: { person: Pick<Person, 'id' | 'rol'> & { tvLinkId?: number } } };

type Deps = {
  position: (view: View) => Promise<Position>;
  /** Sends a position to these boards (at least one) in one broadcast. */
  send: (ids: string[], current: Position) => void;
  log: { error(fields: object, message: string): void };
};

/**
 * Sends boards the position of the log, each as its view sees it, with one read per view. A position is never kept for
 * a later call: a board that got an event in between would see a head behind its own and take it for another log.
 * @returns starts a round; within a round a failed read is logged once per view
 */
export function createPositionSender({
  position,
  send,
  log,
}: Deps): () => (boards: readonly Board[]) => void {
  return () => {
    const failed = new Set<string>();
    const fail = (name: string, error: unknown) => {
      if (!failed.has(name)) log.error({ err: error }, 'could not read the position');
      failed.add(name);
    };
    return (boards) => {
      const byView = new Map<string, { view: View; ids: string[] }>();
      for (const { id, data } of boards) {
        const view = positionView(viewOf(data.person));
        const group = byView.get(viewName(view)) ?? { view, ids: [] };
        group.ids.push(id);
        byView.set(viewName(view), group);
      }
      for (const [name, { view, ids }] of byView) {
        position(view).then(
          (current) => send(ids, current),
          (error) => fail(name, error),
        );
      }
    };
  };
}
