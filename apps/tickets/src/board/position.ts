import { boardFingerprint, type Position } from '@relevo/contract';
import type { TicketStore } from '../store/ticket-store.ts';
import { everything, type View, viewName } from './view.ts';

type PositionStore = Pick<TicketStore, 'logState' | 'openTickets'>;
type Known = { epoch: string; head: number; huella: string };

/** Where the board stands now, for each view. The fingerprint is worked out once per head. */
export function createPosition(store: PositionStore, now: () => number) {
  const known = new Map<string, Known>();

  return async (view: View = everything): Promise<Position> => {
    const name = viewName(view);
    let state = await store.logState(view);
    let last = known.get(name);
    if (last?.head !== state.head || last.epoch !== state.epoch) {
      const open = await store.openTickets(view);
      last = { epoch: open.epoch, head: open.head, huella: boardFingerprint(open.tickets) };
      known.set(name, last);
      state = open;
    }
    return {
      epoch: state.epoch,
      head: state.head,
      ahora: new Date(now()).toISOString(),
      ultima_entrada: state.lastIntakeAt === null ? null : new Date(state.lastIntakeAt).toISOString(),
      huella: last.huella,
    };
  };
}
