import type { BatchReply } from '@relevo/contract';
import { problemBody, toProblem } from '@relevo/service-kit';
import type { Intake } from './intake.ts';

/** Takes many orders; each stands or falls by itself, and the results are in the order of the orders. */
export async function acceptBatch(
  intake: Intake,
  tickets: readonly unknown[],
  { caller, requestId }: { caller: string; requestId: string },
): Promise<BatchReply> {
  const results = await Promise.allSettled(
    tickets.map((ticket) => intake(ticket, { caller, received: JSON.stringify(ticket) })),
  );
  const resultados = results.map((result, index) => {
    if (result.status === 'fulfilled') return { ...result.value.body, status: result.value.status };
    const problem = problemBody(toProblem(result.reason, requestId), requestId);
    return { ...problem, numero: numeroOf(tickets[index]) };
  });
  return { resultados };
}

function numeroOf(ticket: unknown): string | null {
  const numero = (ticket as { numero?: unknown } | null)?.numero;
  return typeof numero === 'string' || typeof numero === 'number' ? String(numero).slice(0, 64) : null;
}
