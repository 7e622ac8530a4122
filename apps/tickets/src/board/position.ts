import { boardFingerprint, type Position } from '@relevo/contract';
import type { TicketStore } from '../store/ticket-store.ts';
import { everything, type View, viewName } from './view.ts';

type PositionStore = Pick<TicketStore, 'logState' | 'openTickets'>;
type Seen = { epoch: string; head: number; huella: string };
type Look = { epoch: string; head: number; seen: Promise<Seen> };

/** Where the board stands now, for each view. The fingerprint is worked out once per head, however many ask at once. */
export function createPosition(store: PositionStore, now: () => number) {
  const looks = new Map<string, Look>();

  async function look(view: View): Promise<Seen> {
    const { epoch, head, tickets } = await store.openTickets(view);
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
    const state = await store.logState(view);
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
