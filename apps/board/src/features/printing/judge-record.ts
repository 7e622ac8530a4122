import type { PrintReply } from '@relevo/contract';
import type { Reply } from '../../api/request-json.ts';

/** What to do after a print was to be recorded: `later` means nobody knows yet, `never` that this paper is settled. */
export type Judgement = { kind: 'print'; record: PrintReply } | { kind: 'later' } | { kind: 'never' };

export function judgeRecord(reply: Reply<PrintReply>): Judgement {
  if (reply.ok) return reply.value.concedida ? { kind: 'print', record: reply.value } : { kind: 'never' };
  const { status } = reply;
  // Without a session it will be signed in again; all of these say nothing about the ticket.
  const passing = status === null || status >= 500 || [401, 408, 425, 429].includes(status);
  return { kind: passing ? 'later' : 'never' };
}
