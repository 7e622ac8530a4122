import type { BoardReply, Cursor, LeaveEvent, Position, TicketEvent } from './board.ts';
import type { BoardSettings } from './board-settings.ts';
import type { Command, SocketCommandReply } from './commands.ts';
import type { TicketEventName } from './event-names.ts';
import type { Problem } from './problem-schemas.ts';

/** Socket.IO: what the ticket service says to a board. */
export type ServerToClientEvents = Record<TicketEventName, (event: TicketEvent) => void> & {
  ticket_retirado: (event: LeaveEvent) => void;
  posicion: (position: Position) => void;
  /** Said to each board as it connects, and to all when somebody has changed them. */
  ajustes: (settings: BoardSettings) => void;
};

/** Socket.IO: what a board says to the ticket service; each is acknowledged. */
export type ClientToServerEvents = {
  comando: (command: Command & { ticket_id: number }, reply: (answer: SocketCommandReply) => void) => void;
  suscribir: (cursor: Cursor, reply: (answer: BoardReply | { ok: false; problema: Problem }) => void) => void;
};
