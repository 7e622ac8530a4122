import type { Problem } from '@relevo/contract';
import type { Reply } from '@relevo/http-client';

/** The service understood and said no (4xx): sending the same again cannot help. */
export class TicketRefused extends Error {
  override readonly name = 'TicketRefused';
  readonly code = 'TICKET_REFUSED';
  readonly retryable = false;
  readonly status: number;
  /** What the service said, with `errores` for bad fields; absent where it was not a problem+json. */
  readonly problem: Problem | undefined;

  constructor(status: number, detail: string, problem?: Problem) {
    super(`the ticket was refused with ${status}: ${detail}`);
    this.status = status;
    this.problem = problem;
  }
}

/**
 * Every try failed. The order may have been stored all the same: keep it and send it again later with the
 * same number and key; it will be one ticket.
 */
export class TicketsUnavailable extends Error {
  override readonly name = 'TicketsUnavailable';
  readonly code = 'TICKETS_UNAVAILABLE';
  readonly retryable = true;
  readonly attempts: number;
  readonly lastReply: Reply<unknown>;

  constructor(attempts: number, lastReply: Reply<unknown>) {
    const cause = toCause(lastReply);
    super(`no ticket after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${cause.message}`, {
      cause,
    });
    this.attempts = attempts;
    this.lastReply = lastReply;
  }
}

function toCause(reply: Reply<unknown>): Error {
  if (reply.kind === 'failure') return Object.assign(new Error(reply.message), { code: reply.code });
  const detail = reply.detail ? `: ${reply.detail}` : '';
  return Object.assign(new Error(`status ${reply.status}${detail}`), { code: 'ERR_BAD_RESPONSE' });
}
