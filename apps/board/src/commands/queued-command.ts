import type { Action, Command, State, Ticket } from '@relevo/contract';

type Wish<A extends Action> = Omit<Extract<Command, { accion: A }>, 'cmd_id' | 'version'>;

/** What a person wants done to a ticket: a command before it has an id and a version. */
export type Work = { [A in Action]: Wish<A> }[Action];

/** A ticket as the page shows it: with the work on it that is still under way. Without any it is the ticket itself. */
export type ShownTicket = Ticket & { pending?: Pending };

export type Pending = {
  /** The version that the ticket has when all of it is done: what the next command is based on. */
  version: number;
  mark: 'guardando' | 'sin-enviar';
};

/** A command that has no answer yet. Times are milliseconds since 1970 by this device. */
export type QueuedCommand = {
  command: Command;
  ticketId: number;
  /** The ticket as it was seen, for what is said about the command later. */
  numero: string;
  estado: State;
  /** The driver whom `asignar` names, so that the card can show them before the answer is here. */
  driver: Ticket['repartidor'];
  /** Whose command it is: a device may pass from hand to hand. */
  personId: number | null;
  madeAt: number;
  /** `waiting`: never sent; `sent`: the answer is awaited; `late`: sent, and the answer is overdue or lost. */
  state: 'waiting' | 'sent' | 'late';
};

const moves: readonly Action[] = ['avanzar', 'mover', 'cancelar'];

/** Whether it takes the ticket to another state. */
export function isMove({ accion }: Work): boolean {
  return moves.includes(accion);
}
