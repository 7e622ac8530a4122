import { problemMediaType } from '@relevo/contract';
import { type Step, scriptedTickets } from '@relevo/testkit/scripted-peer';
import { createRetryingTicketsClient } from '@relevo/tickets-client';
import { expect, it } from 'vitest';
import { expectProblem, expectReply, replyOf } from './expect-reply.ts';

const order = { numero: 'A-1', cliente_nombre: 'Ana', productos: [], total: 1 };

/** What the SDK comes to when the ticket service answers every try like this. */
async function replyTo(step: Step) {
  await using peer = await scriptedTickets([step]);
  using sdk = createRetryingTicketsClient({
    url: peer.url,
    apiKey: 'k'.repeat(32),
    timeoutMs: 5_000,
    retries: 0,
  });
  return await replyOf(sdk.postTicket(order));
}

it('takes a ticket of the SDK for the answer that it came with', async () => {
  const reply = await replyTo({ status: 201 });
  expect(expectReply(reply, 201).numero).toBe('A-1');
  expect(() => expectReply(reply, 200)).toThrow('promised is 200');
});

it('takes a refusal of the SDK for the problem that it carries, and says what came instead of a ticket', async () => {
  const problem = {
    type: 'x',
    title: 'No',
    status: 401,
    detail: 'clave incorrecta',
    error: 'clave incorrecta',
  };
  const headers = { 'Content-Type': problemMediaType };
  const refused = await replyTo({ status: 401, body: problem, headers });
  expect(() => expectReply(refused, 200)).toThrow('answered 401');
  expect(refused.kind === 'reply' && refused.status).toBe(401);
  expect(() => expectProblem(refused, 400)).toThrow('promised is 400');
});

it('says why no ticket came at all', async () => {
  const failed = await replyTo({ status: 503 });
  expect(() => expectReply(failed, 200)).toThrow('answered 503');
});
