import { adminOf, memberOf, serviceWithKey } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const admin = await adminOf(service);
const operator = await memberOf(admin, 'operador', 'Ana');
const line = await operator.connect();
afterAll(() => line[Symbol.asyncDispose]());

type Command = ReturnType<typeof aCommand>;
type Outcome = { status: number; ticket?: unknown; seq?: number; detail?: string; autor?: string };

async function overHttp(ticketId: number, command: Command): Promise<Outcome> {
  const { status, body } = await operator.command(ticketId, command);
  const { ticket, seq, detail, autor } = body;
  return { status, ticket, seq, detail, autor };
}

async function overSocket(ticketId: number, command: Command): Promise<Outcome> {
  const reply = await line.command(ticketId, command);
  if (reply.ok) return { status: 200, ticket: reply.ticket, seq: reply.seq };
  const { status, detail, autor } = reply.problema as typeof reply.problema & { autor?: string };
  return { status, ticket: reply.ticket, detail, autor };
}

const either = (ticketId: number, command: Command, nth: number) =>
  (nth % 2 === 0 ? overHttp : overSocket)(ticketId, command);

const ways = { 'over HTTP': overHttp, 'over the socket': overSocket, 'by both ways in turn': either };

describe.each(Object.entries(ways))('the same command %s', (_how, send) => {
  it('has one effect and the same answer when it is sent twice', async () => {
    const ticketId = await newTicket(url);
    const command = aCommand('avanzar', 1);
    const first = await send(ticketId, command, 0);
    expect(first).toMatchObject({ status: 200, ticket: { version: 2, estado: 'en-preparacion' } });
    expect(await send(ticketId, command, 1)).toEqual(first);
    const { ticket, historial } = await ticketNow(url, ticketId);
    expect(ticket).toEqual(first.ticket);
    expect(historial.map(({ accion }) => accion)).toEqual(['crear', 'avanzar']);
  });

  it('has one effect and fifty equal answers when it is sent fifty times at once', async () => {
    const ticketId = await newTicket(url);
    const command = aCommand('priorizar', 1, { prioridad: 'alta' });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, nth) => send(ticketId, command, nth)));
    expect(answers[0]).toMatchObject({ status: 200, ticket: { version: 2, prioridad: 'alta' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await ticketNow(url, ticketId)).historial).toHaveLength(2);
  });

  it('gets the same answer long after others have changed the ticket', async () => {
    const ticketId = await newTicket(url);
    const command = aCommand('anotar', 1, { indicaciones: 'Sin sal' });
    const first = await send(ticketId, command, 0);
    await work(url, ticketId, ['avanzar'], ['anotar', { indicaciones: 'Con sal' }]);
    expect(await send(ticketId, command, 1)).toEqual(first);
    expect((await ticketNow(url, ticketId)).ticket).toMatchObject({ version: 4, indicaciones: 'Con sal' });
  });

  it('is refused again for the same reason, although it would be allowed by now', async () => {
    const ticketId = await newTicket(url);
    const command = aCommand('deshacer', 1);
    const first = await send(ticketId, command, 0);
    expect(first).toMatchObject({ status: 422, detail: expect.any(String) });
    await work(url, ticketId, ['avanzar']);
    expect(await send(ticketId, command, 1)).toEqual(first);
    expect((await ticketNow(url, ticketId)).ticket).toMatchObject({ version: 2, estado: 'en-preparacion' });
  });

  it('is stale again, with the ticket as it is now', async () => {
    const ticketId = await newTicket(url);
    await work(url, ticketId, ['avanzar']);
    const command = aCommand('avanzar', 1);
    const first = await send(ticketId, command, 0);
    expect(first).toMatchObject({ status: 409, ticket: { version: 2 }, autor: 'tienda' });
    const now = await work(url, ticketId, ['reconocer']);
    expect(await send(ticketId, command, 1)).toEqual({ ...first, ticket: now });
  });

  it('with another ticket is refused', async () => {
    const [one, other] = [await newTicket(url), await newTicket(url)];
    const command = aCommand('avanzar', 1);
    expect(await send(one, command, 0)).toMatchObject({ status: 200 });
    const before = await ticketNow(url, other);
    expect(await send(other, command, 1)).toMatchObject({ status: 422 });
    expect(await ticketNow(url, other)).toEqual(before);
    expect((await ticketNow(url, one)).ticket.version).toBe(2);
  });
});

it.each([
  ['over HTTP', overHttp, overHttp],
  ['over the socket', overSocket, overSocket],
  ['each its own way', overHttp, overSocket],
])('lets one of two commands at one version win, %s', async (_how, sendOne, sendOther) => {
  const ticketId = await newTicket(url);
  const answers = await Promise.all([
    sendOne(ticketId, aCommand('avanzar', 1)),
    sendOther(ticketId, aCommand('priorizar', 1, { prioridad: 'alta' })),
  ]);
  const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
  expect(won?.status).toBe(200);
  expect(lost).toMatchObject({ status: 409, ticket: won?.ticket, autor: 'Ana' });
  const { ticket, historial } = await ticketNow(url, ticketId);
  expect(ticket).toEqual(won?.ticket);
  expect(historial).toHaveLength(2);
});

it('lets exactly one of fifty commands at one version win', async () => {
  const ticketId = await newTicket(url);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, nth) => either(ticketId, aCommand('reconocer', 1), nth)),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(49).fill(409)]);
  expect((await ticketNow(url, ticketId)).historial).toHaveLength(2);
});

it('answers a stale version as a problem that carries the ticket and who changed it', async () => {
  const ticketId = await newTicket(url);
  const now = await work(url, ticketId, ['avanzar']);
  for (const version of [1, 3]) {
    const answer = await operator.command(ticketId, aCommand('avanzar', version));
    expectProblem(answer, 'version-en-conflicto');
    expect(answer.body).toMatchObject({ ticket: now, autor: 'tienda' });
  }
});

it('gives no stored answer to a person whose role does not allow the command', async () => {
  const reader = await memberOf(admin, 'lectura');
  const ticketId = await newTicket(url);
  const command = aCommand('avanzar', 1);
  expect((await serviceWithKey(url).command(ticketId, command)).status).toBe(200);
  expectProblem(await reader.command(ticketId, command), 'prohibido');
});

it('gives a driver who lost the ticket the answer to their own command, and nothing else', async () => {
  const [rosa, juan] = [
    await memberOf(admin, 'repartidor', 'Rosa'),
    await memberOf(admin, 'repartidor', 'Juan'),
  ];
  const ticketId = await newTicket(url);
  await work(url, ticketId, ['asignar', { repartidor_id: rosa.person.id }], ['avanzar']);
  const command = aCommand('avanzar', 3);
  const first = await rosa.command(ticketId, command);
  expect(first).toMatchObject({ status: 200, body: { ticket: { estado: 'en-camino', version: 4 } } });
  await work(url, ticketId, ['asignar', { repartidor_id: juan.person.id }]);
  const again = await rosa.command(ticketId, command);
  expect([again.status, again.body]).toEqual([200, first.body]);
  expectProblem(await rosa.command(ticketId, aCommand('avanzar', 5)), 'no-encontrado');
  expectProblem(await juan.command(await newTicket(url), command), 'no-encontrado');
});
