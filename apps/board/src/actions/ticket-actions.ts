import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import {
  effectOf,
  type HistoryEntry,
  isMove,
  type Person,
  readable,
  type State,
  ticketPaths,
  type Wish,
} from '@relevo/contract';
import type { Problem } from '../api/problem.ts';
import { pathOf, type Reply, requestJson } from '../api/request.ts';
import { type Clock, createTimer } from '../device/clock.ts';
import type { DialogStep } from './action-places.ts';
import type { CommandQueue } from './command-queue.ts';
import { type OfferedActions, type OwnMove, offeredActions } from './offered-actions.ts';
import type { ShownTicket } from './queued-command.ts';

/** How long a person can take back their own move with one tap, in ms. */
export const undoOfferMs = 10_000;

type OpenDialog = { ticketId: number; step: DialogStep };
type UndoOffer = { ticketId: number; numero: string; to: State; cmdId: string };

/** What a person can do with tickets: the offers, the open question, the commands, and the undo. */
export type TicketActions = {
  person: Person;
  offers(ticket: ShownTicket): OfferedActions;
  /** Sends a command. A move can then be taken back for a moment. */
  run(ticket: ShownTicket, wish: Wish, driver?: Driver | null): void;
  /** The move that the person can take back now. */
  undoable: ReadonlySignal<UndoOffer | null>;
  undo(): void;
  dialog: ReadonlySignal<OpenDialog | null>;
  open(ticketId: number, step: DialogStep): void;
  close(): void;
  find(ticketId: number): ShownTicket | undefined;
  /** The ticket that last had the keyboard focus. */
  selected: Signal<number | null>;
  /** The drivers to assign a ticket to; null: not loaded yet. The last list stays while offline. */
  drivers: ReadonlySignal<readonly Driver[] | null>;
  /** Loads the drivers again. @returns what went wrong, or null */
  loadDrivers(): Promise<Problem | null>;
  history: TicketActionsApi['history'];
  notices: CommandQueue['notices'];
  dismiss: CommandQueue['dismiss'];
};

export function createTicketActions(deps: {
  engine: Pick<CommandQueue, 'send' | 'notices' | 'dismiss'> & {
    shown: ReadonlySignal<ReadonlyMap<number, ShownTicket>>;
  };
  clock: Clock;
  api: TicketActionsApi;
  person: Person;
}): TicketActions {
  const { engine, clock, api, person } = deps;
  const dialog = signal<OpenDialog | null>(null);
  const offer = signal<UndoOffer | null>(null);
  const drivers = signal<readonly Driver[] | null>(null);
  const movedHere = new Map<number, OwnMove>();
  const expiry = createTimer(clock);
  const find = (ticketId: number) => engine.shown.value.get(ticketId);

  function run(ticket: ShownTicket, wish: Wish, driver: Driver | null = null): void {
    const cmdId = engine.send(ticket, wish, driver);
    if (cmdId && wish.accion === 'deshacer') movedHere.delete(ticket.ticket_id);
    const to = destination(ticket, wish, person);
    if (!cmdId || !to) return;
    movedHere.set(ticket.ticket_id, { from: ticket.estado, to });
    offer.value = { ticketId: ticket.ticket_id, numero: ticket.numero, to, cmdId };
    expiry.set(undoOfferMs, () => {
      offer.value = null;
    });
  }

  return {
    person,
    offers(ticket) {
      const own = movedHere.get(ticket.ticket_id);
      return offeredActions(ticket, person, own?.to === ticket.estado ? own : undefined);
    },
    run,
    // Not after somebody else moved it on, nor when the move failed.
    undoable: computed(() => {
      const made = offer.value;
      const refused = engine.notices.value.some(({ queued }) => queued.command.cmd_id === made?.cmdId);
      return made && !refused && find(made.ticketId)?.estado === made.to ? made : null;
    }),
    undo() {
      const ticket = offer.value && find(offer.value.ticketId);
      offer.value = null;
      if (ticket) run(ticket, { accion: 'deshacer' });
    },
    dialog,
    open(ticketId, step) {
      dialog.value = { ticketId, step };
    },
    close() {
      dialog.value = null;
    },
    find,
    selected: signal<number | null>(null),
    notices: engine.notices,
    dismiss: engine.dismiss,
    drivers,
    async loadDrivers() {
      const reply = await api.drivers();
      if (!reply.ok) return reply;
      drivers.value = reply.value.repartidores;
      return null;
    },
    history: api.history,
  };
}

function destination(ticket: ShownTicket, wish: Wish, person: Person): State | undefined {
  if (!isMove(wish)) return undefined;
  const effect = effectOf(wish, { ticket, moves: [], driver: undefined, person, now: 0 });
  return effect.kind === 'changed' ? effect.fields.estado : undefined;
}

export type Driver = { id: number; nombre: string };

/** The requests that a page makes beside the live board. Never rejects. */
type TicketActionsApi = {
  drivers(): Promise<Reply<{ repartidores: Driver[] }>>;
  history(ticketId: number): Promise<Reply<{ historial: HistoryEntry[] }>>;
};

export const ticketActionsApi: TicketActionsApi = {
  drivers: () => requestJson(ticketPaths.drivers),
  history: (ticketId) =>
    requestJson<{ historial: HistoryEntry[] }>(pathOf(ticketPaths.history, ticketId)).then(readable),
};
