import { boardFingerprint, type Ticket } from '@relevo/contract';
import { adminOf, type Client, type Heard, isChange, type Line, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { onBoard } from '@relevo/testkit/tickets';
import { aCommand, customersIn, ticketNow, ticketOfCustomer, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const admin = await adminOf(service);

const twoDrivers = async () => [
  await memberOf(admin, 'repartidor', 'Rosa'),
  await memberOf(admin, 'repartidor', 'Leo'),
];

const give = (ticketId: number, to: Client | undefined) =>
  work(url, ticketId, ['asignar', { repartidor_id: to?.person.id ?? null }]);

/** Waits until the line has heard all that its view of the log holds. */
async function caughtUp(client: Client, line: Line): Promise<Heard[]> {
  const { head } = (await client.get('/api/tablero')).body;
  await line.until((events) => Math.max(0, ...events.map(({ body }) => body.seq ?? 0)) >= head);
  return eventsOf(line);
}

const eventsOf = (line: Line) => line.events.filter(isChange);

describe('a driver', () => {
  it('hears nothing of a ticket until it is theirs, then all of it, then only that it leaves', async () => {
    const [rosa, leo] = (await twoDrivers()) as [Client, Client];
    await using line = await rosa.connect();
    const { ticketId, secret } = await ticketOfCustomer(url);
    await give(ticketId, leo);
    await work(url, ticketId, ['avanzar'], ['anotar', { indicaciones: `${secret} otra vez` }]);
    expect(await caughtUp(rosa, line)).toEqual([]);
    expect(customersIn(rosa.heard)).toEqual([]);

    const given = await give(ticketId, rosa);
    const moved = await work(url, ticketId, ['avanzar']);
    const [first, second, ...none] = await caughtUp(rosa, line);
    expect(none).toEqual([]);
    expect(first).toMatchObject({ name: 'ticket_asignado', body: { prev: 0, ticket: onBoard(given) } });
    expect(second).toMatchObject({ name: 'ticket_actualizado', body: { ticket: onBoard(moved) } });
    expect(second?.body.prev).toBe(first?.body.seq);

    await give(ticketId, leo);
    await work(url, ticketId, ['avanzar']);
    const last = (await caughtUp(rosa, line)).slice(2);
    expect(last).toEqual([
      {
        name: 'ticket_retirado',
        body: {
          evento: 'ticket_retirado',
          ticket_id: ticketId,
          epoch: expect.any(String),
          seq: expect.any(Number),
          prev: second?.body.seq,
          en: expect.any(String),
          autor: expect.any(String),
        },
      },
    ]);
  });

  it('learns that a ticket left them for nobody, and gets it whole when it comes back', async () => {
    const [rosa] = (await twoDrivers()) as [Client, Client];
    await using line = await rosa.connect();
    const { ticketId } = await ticketOfCustomer(url);
    await give(ticketId, rosa);
    await give(ticketId, undefined);
    const back = await give(ticketId, rosa);
    const heard = await caughtUp(rosa, line);
    expect(heard.map(({ name }) => name)).toEqual(['ticket_asignado', 'ticket_retirado', 'ticket_asignado']);
    expect(heard.at(-1)?.body).toMatchObject({ ticket: onBoard(back) });
  });

  it('finds nothing of other customers, wherever they look and whatever they try', async () => {
    const [rosa, leo] = (await twoDrivers()) as [Client, Client];
    const [mine, others, nobodys, lost] = [
      await ticketOfCustomer(url),
      await ticketOfCustomer(url),
      await ticketOfCustomer(url),
      await ticketOfCustomer(url),
    ];
    await give(mine.ticketId, rosa);
    await give(lost.ticketId, rosa);
    await give(others.ticketId, leo);
    const used = aCommand('avanzar', 2);
    expect((await leo.command(others.ticketId, aCommand('marcar_item', 2, mark))).status).toBe(200);
    expect((await admin.command(lost.ticketId, used)).status).toBe(200);
    await give(lost.ticketId, leo);
    await using line = await rosa.connect();

    const { epoch } = (await rosa.get('/api/tablero')).body;
    for (const seq of [0, 1, 10]) await rosa.get(`/api/tablero?epoch=${epoch}&seq=${seq}`);
    for (const seq of [0, 1, 10]) await line.subscribe({ epoch, seq });
    await line.subscribe();
    for (const query of lookingFor(others.secret, leo)) await rosa.get(`/api/tickets${query}`);
    await rosa.get('/api/repartidores');
    await rosa.get('/api/personas');
    for (const { ticketId } of [others, nobodys, lost]) {
      await rosa.get(`/api/tickets/${ticketId}`);
      await rosa.get(`/api/tickets/${ticketId}/historial`);
      for (const version of [1, 2, 3, 4, 5]) {
        await rosa.command(ticketId, aCommand('avanzar', version));
        await line.command(ticketId, { ...used, version });
      }
    }

    expect(customersIn(rosa.heard)).toEqual([mine.secret]);
  });

  it('lists their own tickets and no others', async () => {
    const [rosa, leo] = (await twoDrivers()) as [Client, Client];
    const [mine, others] = [await ticketOfCustomer(url), await ticketOfCustomer(url)];
    await give(mine.ticketId, rosa);
    await give(others.ticketId, leo);
    const ids = async (query: string): Promise<number[]> =>
      (await rosa.get(`/api/tickets${query}`)).body.tickets.map((ticket: Ticket) => ticket.ticket_id);
    expect(await ids('')).toEqual([mine.ticketId]);
    expect(await ids(`?repartidor=${rosa.person.id}`)).toEqual([mine.ticketId]);
    expect(await ids(`?repartidor=${leo.person.id}`)).toEqual([]);
    expect(await ids(`?numero=${others.secret}`)).toEqual([]);
  });

  it('gets a position that matches what they see', async () => {
    const [rosa, leo] = (await twoDrivers()) as [Client, Client];
    const [one, two, other] = [
      await ticketOfCustomer(url),
      await ticketOfCustomer(url),
      await ticketOfCustomer(url),
    ];
    for (const { ticketId } of [one, two]) await give(ticketId, rosa);
    await give(other.ticketId, leo);
    await give(two.ticketId, leo);
    for (const client of [rosa, leo, admin]) {
      await using line = await client.connect();
      const heard = await line.until((events) => events.some(({ name }) => name === 'posicion'));
      const told = heard.find(({ name }) => name === 'posicion');
      const { head, epoch, tickets } = (await client.get('/api/tablero')).body;
      expect(told?.body).toMatchObject({ head, epoch, huella: boardFingerprint(tickets) });
    }
  });
});

const mark = { indice: 0, hecho: true };

function lookingFor(secret: string, driver: Client): string[] {
  const named = [`?numero=${secret}`, `?q=${secret}`, `?repartidor=${driver.person.id}`];
  return ['', ...named, '?estado=pendiente', '?limite=500', '?cursor=999999'];
}

it('sends everybody but drivers every event, none twice', async () => {
  const [rosa, leo] = (await twoDrivers()) as [Client, Client];
  const reader = await memberOf(admin, 'lectura');
  await using line = await reader.connect();
  const { head } = (await reader.get('/api/tablero')).body;
  const { ticketId } = await ticketOfCustomer(url);
  await give(ticketId, rosa);
  await give(ticketId, leo);
  await give(ticketId, undefined);
  const { ticket } = await ticketNow(url, ticketId);
  const heard = await caughtUp(reader, line);
  expect(heard.map(({ name, body }) => [name, body.seq, body.prev])).toEqual([
    ['nuevo_ticket', head + 1, head],
    ['ticket_asignado', head + 2, head + 1],
    ['ticket_asignado', head + 3, head + 2],
    ['ticket_asignado', head + 4, head + 3],
  ]);
  expect(heard.at(-1)?.body).toMatchObject({ ticket: onBoard(ticket), repartidor: null });
});
