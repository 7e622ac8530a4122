import type { Ticket } from '@relevo/contract';
import type { QueuedCommand } from './queued-command.ts';

/** Why a command came to nothing. `author` is who was faster, `ticket` what they made of it, as far as it was said. */
export type Reason =
  | { kind: 'stale'; author: string | null; ticket: Ticket | null }
  /** The rules or the role do not allow it. `detail` says it in Spanish, `type` is the problem's. */
  | { kind: 'refused'; type: string; detail: string }
  /** Too old. It may have been sent, but nobody knows what became of it. */
  | { kind: 'expired' };

/** A command that came to nothing. `dropped`: the later ones of the same ticket, which went with it. */
export type Notice = Reason & { id: number; queued: QueuedCommand; dropped: readonly QueuedCommand[] };
