import type { AcceptedReply, Problem } from '@relevo/contract';
import { type Reply, TicketRefused, TicketsUnavailable } from '@relevo/tickets-client';
import { CheckFailed } from './checklist.ts';

/** The promised result of an answer with this status. @throws CheckFailed that tells what came instead */
export function expectReply<T>(reply: Reply<T>, status: number): T {
  if (reply.kind === 'reply' && reply.status === status && reply.promised && reply.result !== undefined) {
    return reply.result;
  }
  throw new CheckFailed(`${describeReply(reply)}; promised is ${status}`);
}

/** The problem+json of a refusal with this status. @throws CheckFailed that tells what came instead */
export function expectProblem(reply: Reply<unknown>, status: number): Problem {
  if (reply.kind === 'reply' && reply.status === status && reply.problem) return reply.problem;
  throw new CheckFailed(`${describeReply(reply)}; promised is ${status} with problem+json`);
}

/** An answer in a few words. What a service said itself stays in its own language, but for a scope that the key lacks. */
export function describeReply(reply: Reply<unknown>): string {
  if (reply.kind === 'failure') return `no whole answer (${reply.code})`;
  const scope = reply.problem?.alcance;
  if (typeof scope === 'string') return `answered ${reply.status}: the key lacks the scope ${scope}`;
  return `answered ${reply.status}${reply.detail ? `: ${reply.detail}` : ''}`;
}

/**
 * The answer behind what the SDK resolves or rejects with. The SDK hides the status of a ticket: 200 is one that was
 * there already, 201 a new one.
 */
export async function replyOf(posted: Promise<AcceptedReply>): Promise<Reply<AcceptedReply>> {
  try {
    const result = await posted;
    return { kind: 'reply', status: result.idempotent ? 200 : 201, promised: true, result };
  } catch (error) {
    if (error instanceof TicketsUnavailable) return error.lastReply as Reply<AcceptedReply>;
    if (!(error instanceof TicketRefused)) throw error;
    const { status, problem } = error;
    return { kind: 'reply', status, promised: false, detail: problem?.detail ?? error.message, problem };
  }
}
