import { setTimeout as pause } from 'node:timers/promises';
import type { Action, Ticket, Wish } from '@relevo/contract';
import type { ShownTicket } from '../../../apps/board/src/actions/queued-command.ts';
import type { SceneBoard } from './scene.ts';

/** A command and its outcome as its author knows it; `unknown` where no answer settled it. */
export type GivenCommand = {
  cmdId: string;
  outcome: 'done' | 'refused' | 'unknown';
  /** Whose name the history has to give. */
  author: string;
  ticketId: number;
  wish: Wish;
};

export type Operators = {
  /** What became of each command so far; `pending`: how many have no answer yet. */
  commands(): { given: GivenCommand[]; pending: number };
  done: Promise<void>;
};

/** What the operators do. */
const wishesFor: { [A in Action]: (random: () => number, driverId: number) => Wish<A> } = {
  avanzar: () => ({ accion: 'avanzar' }),
  mover: (random) => ({ accion: 'mover', estado: random() < 0.5 ? 'en-preparacion' : 'entregado' }),
  priorizar: (random) => ({ accion: 'priorizar', prioridad: random() < 0.5 ? 'alta' : 'normal' }),
  anotar: (random) => ({ accion: 'anotar', indicaciones: `Timbre ${Math.floor(random() * 100)}` }),
  reconocer: () => ({ accion: 'reconocer' }),
  posponer: () => ({ accion: 'posponer', motivo: 'No atendió nadie' }),
  devolver: () => ({ accion: 'devolver', motivo: 'No atendió nadie' }),
  cancelar: () => ({ accion: 'cancelar', motivo: 'Se arrepintió' }),
  deshacer: () => ({ accion: 'deshacer' }),
  asignar: (random, driverId) => ({ accion: 'asignar', repartidor_id: random() < 0.7 ? driverId : null }),
  marcar_item: (random) => ({ accion: 'marcar_item', indice: 0, hecho: random() < 0.5 }),
};
const wishes = Object.values(wishesFor);

/** What an action may change of a ticket, beside its version, its time and that somebody has seen it. */
const changes: Record<Action, readonly (keyof Ticket)[]> = {
  avanzar: ['estado'],
  mover: ['estado'],
  cancelar: ['estado'],
  posponer: ['indicaciones'],
  devolver: ['estado', 'productos', 'indicaciones'],
  // With the note of the return that it undoes.
  deshacer: ['estado', 'indicaciones'],
  asignar: ['repartidor'],
  priorizar: ['prioridad'],
  anotar: ['indicaciones'],
  reconocer: [],
  marcar_item: ['productos'],
};
const withEach: readonly (keyof Ticket)[] = ['version', 'actualizado_en', 'reconocido'];

/** The fields that a command with this action may change. */
export function changedBy(accion: Action): readonly (keyof Ticket)[] {
  return [...(changes[accion] ?? []), ...withEach];
}

/** What the history has to say of a wish that made `after` out of `before`. */
export function fromTo(wish: Wish, before: Ticket, after: Ticket) {
  const motivo = 'motivo' in wish ? wish.motivo : null;
  switch (wish.accion) {
    case 'posponer':
      return { de: null, a: null, motivo };
    case 'devolver':
      return { de: before.estado, a: 'en-preparacion', motivo };
    case 'mover':
      return { de: before.estado, a: wish.estado, motivo };
    case 'cancelar':
      return { de: before.estado, a: 'cancelado', motivo };
    case 'asignar': {
      const driver = wish.repartidor_id === null ? null : (after.repartidor?.nombre ?? '');
      return { de: before.repartidor?.nombre ?? null, a: driver, motivo };
    }
    case 'priorizar':
      return { de: before.prioridad, a: wish.prioridad, motivo };
    case 'anotar':
      return { de: before.indicaciones, a: wish.indicaciones, motivo };
    case 'reconocer':
      return { de: null, a: null, motivo };
    case 'marcar_item':
      return {
        ...{ de: null, motivo },
        a: `${before.productos[wish.indice]?.nombre}: ${wish.hecho ? 'hecho' : 'pendiente'}`,
      };
    default:
      return { de: before.estado, a: after.estado, motivo };
  }
}

/** People who work at the boards, on tickets that they see there, until `stop` fires. Often two want the same one. */
export function runOperators(deps: {
  boards: readonly SceneBoard[];
  driver: { id: number; nombre: string };
  perSecond: number;
  random: () => number;
  stop: AbortSignal;
}): Operators {
  const { boards, driver, perSecond, random, stop } = deps;
  const made: Omit<GivenCommand, 'outcome'>[] = [];
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];

  function work(): void {
    const board = pick(boards);
    const seen = board && pickTicket(board.engine.shown.value, random);
    const wish = pick(wishes)?.(random, driver.id);
    if (!seen || !wish) return;
    // An unsent move would be taken back without a word to the service: nothing to check there.
    if (wish.accion === 'deshacer' && seen.pending) return;
    const cmdId = board.engine.send(seen, wish, driver);
    if (cmdId) made.push({ cmdId, author: board.author, ticketId: seen.ticket_id, wish });
  }

  async function run(): Promise<void> {
    const startedAt = Date.now();
    for (let turn = 1; !stop.aborted; turn++) {
      await pause(Math.max(0, startedAt + (turn * 1_000) / perSecond - Date.now()));
      work();
    }
  }

  function commands() {
    const told = new Map<string, GivenCommand['outcome']>();
    for (const { engine } of boards) {
      for (const { kind, queued, dropped } of engine.notices.value) {
        const outcome = kind === 'expired' ? 'unknown' : 'refused';
        for (const { command } of [queued, ...dropped]) told.set(command.cmd_id, outcome);
      }
    }
    const given = made.map(
      (command): GivenCommand => ({ ...command, outcome: told.get(command.cmdId) ?? 'done' }),
    );
    return { given, pending: boards.reduce((sum, { engine }) => sum + engine.pendingCount.value, 0) };
  }

  return { commands, done: run() };
}

// Mostly among the latest: that is where people work, and where they meet.
function pickTicket(shown: ReadonlyMap<number, ShownTicket>, random: () => number): ShownTicket | undefined {
  const fromEnd = Math.floor(random() ** 2 * shown.size);
  return [...shown.values()].at(-1 - fromEnd);
}
