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

/** Receives what the wire brings. Calls come one at a time, in the order of the wire. */
export type TransportListener = {
  connected(): void;
  /** The connection is lost or an attempt failed. The transport keeps trying by itself. */
  disconnected(): void;
  /** The service refused the session. The transport has stopped. */
  unauthorized(): void;
  event(event: BoardEvent): void;
  position(position: Position): void;
};

/** The wire to the ticket service. */
export type Transport = {
  open(listener: TransportListener): void;
  /**
   * Requests everything after `cursor`. The answer comes by callback, not by promise, so that it keeps its place among
   * the events around it. It may never come; the engine then asks again.
   */
  subscribe(cursor: Cursor, answer: (reply: SubscribeAnswer) => void): void;
  /** Sends a command, on a live connection only. The answer may never come; the command queue then sends it again. */
  command(command: Command & { ticket_id: number }, answer: (reply: SocketCommandReply) => void): void;
  /** Drops the connection, calls `disconnected` and reconnects after `delayMs`. */
  reconnect(delayMs: number): void;
  close(): void;
};
