import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import {
  effectOf,
  type HistoryEntry,
  isMove,
  type Person,
  readable,
  type State,
  ticketPaths,
  undoMs,
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
/** One move that this person made on this page. `at`: milliseconds since 1970 by this device. */
type Step = UndoOffer & { from: State; at: number };
/** What an undo came to. `moved-on`: somebody else has changed the order since, so it stays as it is. */
export type UndoOutcome = { kind: 'undone' | 'moved-on'; numero: string; to: State };

/** What a person can do with tickets: the offers, the open question, the commands, and the undo. */
export type TicketActions = {
  person: Person;
  offers(ticket: ShownTicket): OfferedActions;
  /** Sends a command. A move can then be taken back for a moment. */
  run(ticket: ShownTicket, wish: Wish, driver?: Driver | null): void;
  /** The move that is offered to be taken back now. */
  undoable: ReadonlySignal<UndoOffer | null>;
  /** Takes back this person's last move on this page, the next time the one before it. @returns null if there is none */
  undo(): UndoOutcome | null;
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
  const offer = signal<Step | null>(null);
  const drivers = signal<readonly Driver[] | null>(null);
  let steps: readonly Step[] = [];
  // Where an undo leads that has no answer yet: the page cannot tell from the ticket.
  const undoing = new Map<number, State>();
  const expiry = createTimer(clock);
  const find = (ticketId: number) => engine.shown.value.get(ticketId);

  function run(ticket: ShownTicket, wish: Wish, driver: Driver | null = null): void {
    const { ticket_id: ticketId, numero, estado: from } = ticket;
    const cmdId = engine.send(ticket, wish, driver);
    if (wish.accion === 'deshacer') {
      tookBack(ticketId, cmdId);
      return;
    }
    const to = destination(ticket, wish, person);
    if (!cmdId || !to) return;
    undoing.delete(ticketId);
    offer.value = { ticketId, numero, from, to, cmdId, at: clock.now() };
    steps = [...steps, offer.value];
    expiry.set(undoOfferMs, () => {
      offer.value = null;
    });
  }

  const ownMove = (ticketId: number) => steps.filter((step) => step.ticketId === ticketId).pop();

  // Also where the move was never sent, and so is just gone.
  function tookBack(ticketId: number, cmdId: string | null): void {
    const step = ownMove(ticketId);
    if (!step || (!cmdId && find(ticketId)?.estado !== step.from)) return;
    steps = steps.filter((one) => one !== step);
    undoing.set(ticketId, step.from);
  }

  function stands({ ticketId, to, cmdId }: Step): boolean {
    const ticket = find(ticketId);
    const estado = (ticket?.pending && undoing.get(ticketId)) ?? ticket?.estado;
    return estado === to && !engine.notices.value.some(({ queued }) => queued.command.cmd_id === cmdId);
  }

  return {
    person,
    offers(ticket) {
      const own: OwnMove | undefined = ownMove(ticket.ticket_id);
      return offeredActions(ticket, person, own?.to === ticket.estado ? own : undefined);
    },
    run,
    // Not after somebody else moved it on, nor when the move failed.
    undoable: computed(() => (offer.value && stands(offer.value) ? offer.value : null)),
    undo() {
      offer.value = null;
      const since = clock.now() - undoMs;
      const step = steps.filter(({ at }) => at >= since).pop();
      const ticket = step && find(step.ticketId);
      if (!step || !ticket) {
        steps = steps.filter((one) => one !== step);
        return null;
      }
      const { numero, from: to } = step;
      if (stands(step)) {
        run(ticket, { accion: 'deshacer' });
        return { kind: 'undone', numero, to };
      }
      steps = steps.filter((one) => one !== step);
      return { kind: 'moved-on', numero, to: ticket.estado };
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

/**
 * Whom a ticket can be given to. `en_camino`: how many they carry, the first of them since `desde` (ISO 8601); `por_salir`:
 * how many wait for them in the shop.
 */
export type Driver = {
  id: number;
  nombre: string;
  en_camino?: number;
  por_salir?: number;
  desde?: string | null;
};

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
