import { setTimeout as pause } from 'node:timers/promises';
import type { Action, Wish } from '@relevo/contract';
import type { ShownTicket } from '../../../apps/board/src/actions/queued-command.ts';
import type { SceneBoard } from './scene.ts';

/** A command and its outcome as its author knows it; `unknown` where no answer settled it. */
export type GivenCommand = { cmdId: string; outcome: 'done' | 'refused' | 'unknown' };

export type Operators = {
  /** What became of each command so far; `pending`: how many have no answer yet. */
  commands(): { given: GivenCommand[]; pending: number };
  done: Promise<void>;
};

/** What the operators do; null: never, and the comment says why. */
const wishesFor: { [A in Action]: ((random: () => number) => Wish<A>) | null } = {
  avanzar: () => ({ accion: 'avanzar' }),
  mover: (random) => ({ accion: 'mover', estado: random() < 0.5 ? 'en-preparacion' : 'entregado' }),
  priorizar: (random) => ({ accion: 'priorizar', prioridad: random() < 0.5 ? 'alta' : 'normal' }),
  anotar: (random) => ({ accion: 'anotar', indicaciones: `Timbre ${Math.floor(random() * 100)}` }),
  reconocer: () => ({ accion: 'reconocer' }),
  posponer: () => ({ accion: 'posponer', motivo: 'No atendió nadie' }),
  devolver: () => ({ accion: 'devolver', motivo: 'No atendió nadie' }),
  cancelar: () => ({ accion: 'cancelar', motivo: 'Se arrepintió' }),
  deshacer: () => ({ accion: 'deshacer' }),
  // There are no drivers in the scene.
  asignar: null,
  marcar_item: (random) => ({ accion: 'marcar_item', indice: 0, hecho: random() < 0.5 }),
};
const wishes = Object.values(wishesFor).filter((make) => make !== null);

/** People who work at the boards, on tickets that they see there, until `stop` fires. Often two want the same one. */
export function runOperators(deps: {
  boards: readonly SceneBoard[];
  perSecond: number;
  random: () => number;
  stop: AbortSignal;
}): Operators {
  const { boards, perSecond, random, stop } = deps;
  const made: { board: SceneBoard; cmdId: string }[] = [];
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];

  function work(): void {
    const board = pick(boards);
    const seen = board && pickTicket(board.engine.shown.value, random);
    const wish = pick(wishes)?.(random);
    if (!seen || !wish) return;
    // An unsent move would be taken back without a word to the service: nothing to check there.
    if (wish.accion === 'deshacer' && seen.pending) return;
    const cmdId = board.engine.send(seen, wish);
    if (cmdId) made.push({ board, cmdId });
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
    const given = made.map(({ cmdId }): GivenCommand => ({ cmdId, outcome: told.get(cmdId) ?? 'done' }));
    return { given, pending: boards.reduce((sum, { engine }) => sum + engine.pendingCount.value, 0) };
  }

  return { commands, done: run() };
}

// Mostly among the latest: that is where people work, and where they meet.
function pickTicket(shown: ReadonlyMap<number, ShownTicket>, random: () => number): ShownTicket | undefined {
  const fromEnd = Math.floor(random() ** 2 * shown.size);
  return [...shown.values()].at(-1 - fromEnd);
}
