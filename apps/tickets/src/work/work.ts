import type { CommandReply, Person } from '@relevo/contract';
import { HttpProblem, type Trace } from '@relevo/service-kit';
import { unknownTicket } from '../reading/ticket-id-of.ts';
import type { TicketStore } from '../store/ticket-store.ts';
import { parseCommand } from './parse-command.ts';

export type Work = (ticketId: number, body: unknown, person: Person, trace?: Trace) => Promise<CommandReply>;

/**
 * Does one command on a ticket, however it came in: resolves when change, event, history and the word to the store
 * are on disk.
 * @throws HttpProblem 400 for a body with faults, 403, 404, 409 with the current ticket, 422
 */
export function createWork(deps: {
  store: Pick<TicketStore, 'command'>;
  clock: { now(): number };
  onChanged: () => void;
}): Work {
  const { store, clock, onChanged } = deps;
  return async (ticketId, body, person, trace) => {
    const command = parseCommand(body);
    const outcome = await store.command({ ticketId, command, person, trace, now: clock.now() });
    switch (outcome.kind) {
      case 'changed':
        onChanged();
        return { ticket: outcome.ticket, seq: outcome.seq };
      case 'stale':
        throw new HttpProblem('version-en-conflicto', `${outcome.author} cambió el ticket mientras tanto.`, {
          extra: { ticket: outcome.ticket, autor: outcome.author },
        });
      case 'illegal':
        throw new HttpProblem('transicion-invalida', outcome.detail);
      case 'forbidden':
        throw new HttpProblem('prohibido', outcome.detail);
      case 'unknown':
        throw unknownTicket();
    }
  };
}
