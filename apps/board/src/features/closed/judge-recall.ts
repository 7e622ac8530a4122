import { isOpen, undoMs } from '@relevo/contract';
import type { ShownTicket } from '../../commands/queued-command.ts';
import type { OfferedWork } from '../../work/offered-work.ts';

export type Recall =
  /** Somebody has taken it back, or it never was closed for good. */
  | { kind: 'open' }
  /** On its way to the service. */
  | { kind: 'asked' }
  | { kind: 'offered' }
  /** Too late, or not for this person. */
  | { kind: 'no' };

/**
 * Whether a closed order can be taken back now. @param asked this person has asked for it, and there is no answer yet
 * @param refused the service has said no @param serverNow milliseconds since 1970 by the server's clock
 */
export function judgeRecall(
  ticket: ShownTicket,
  {
    offers,
    asked,
    refused,
    serverNow,
  }: { offers: OfferedWork; asked: boolean; refused: boolean; serverNow: number },
): Recall {
  if (isOpen(ticket.estado)) return { kind: 'open' };
  if (asked || ticket.pending) return { kind: 'asked' };
  const isRecent = serverNow - Date.parse(ticket.actualizado_en) <= undoMs;
  return { kind: offers.undo && isRecent && !refused ? 'offered' : 'no' };
}
