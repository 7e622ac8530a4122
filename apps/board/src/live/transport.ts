import type {
  BoardEvent,
  BoardReply,
  Command,
  Cursor,
  Position,
  Problem,
  SocketCommandReply,
} from '@relevo/contract';

export type SubscribeAnswer = BoardReply | { ok: false; problema: Problem };

/** What the engine hears from the wire. Calls arrive one after the other, in the order of the wire. */
export type TransportListener = {
  connected(): void;
  /** The connection is gone or an attempt has failed; the transport goes on trying by itself. */
  disconnected(): void;
  /** The service refused the session; the transport has stopped. */
  unauthorized(): void;
  event(event: BoardEvent): void;
  position(position: Position): void;
};

/** The wire to the ticket service. */
export type Transport = {
  open(listener: TransportListener): void;
  /**
   * Asks for what comes after `cursor`. An answer is given by callback, not by promise, so that it keeps its
   * place among the events around it. It may never come: the engine asks again.
   */
  subscribe(cursor: Cursor, answer: (reply: SubscribeAnswer) => void): void;
  /** Sends a command, on a live connection only. The answer may never come: the desk sends it again. */
  command(command: Command & { ticket_id: number }, answer: (reply: SocketCommandReply) => void): void;
  /** Drops the connection, calls `disconnected` and connects anew after `delayMs`. */
  reconnect(delayMs: number): void;
  close(): void;
};
