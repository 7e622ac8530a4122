import { problemType, type SocketCommandReply, type Ticket } from '@relevo/contract';

export type Answer =
  | { kind: 'done'; ticket: Ticket }
  /** Somebody was faster. `author` is their name, `ticket` what they made of it, as far as it was said. */
  | { kind: 'stale'; author: string | null; ticket: Ticket | null }
  /** Never to be done: the role or the rules do not allow it, or the ticket is not ours any more. */
  | { kind: 'refused'; type: string; detail: string }
  | { kind: 'unauthorized' }
  /** The service could not do it now; the same command can be sent again. */
  | { kind: 'again' };

/** What an answer to a command means. */
export function judgeAnswer(reply: SocketCommandReply): Answer {
  if (reply.ok) return { kind: 'done', ticket: reply.ticket };
  const { type, status, detail, autor } = reply.problema;
  if (type === problemType('version-en-conflicto')) {
    const author = typeof autor === 'string' && autor !== '' ? autor : null;
    return { kind: 'stale', author, ticket: reply.ticket ?? null };
  }
  if (type === problemType('no-autorizado')) return { kind: 'unauthorized' };
  if (status >= 500 || status === 429 || status === 408) return { kind: 'again' };
  return { kind: 'refused', type, detail };
}
