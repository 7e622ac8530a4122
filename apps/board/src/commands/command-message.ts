import type { Command } from '@relevo/contract';
import type { QueuedCommand } from './queued-command.ts';

/** What goes over the wire: the command as it was made, each time with the same id. */
export function messageOf({ command, ticketId }: QueuedCommand): Command & { ticket_id: number } {
  return { ...command, ticket_id: ticketId };
}
