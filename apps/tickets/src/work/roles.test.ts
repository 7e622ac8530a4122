import { type Action, actions, type ProblemSlug, problems, problemType } from '@relevo/contract';
import { adminOf, type Client, memberOf, nobody, serviceWithKey, tvOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;

const admin = await adminOf(service);
const driver = await memberOf(admin, 'repartidor', 'Rosa');
const otherDriver = await memberOf(admin, 'repartidor', 'Leo');
const clients: Record<string, Client> = {
  admin,
  'an operator': await memberOf(admin, 'operador'),
  'the driver of the ticket': driver,
  'another driver': otherDriver,
  'somebody who only reads': await memberOf(admin, 'lectura'),
  'a TV': await tvOf(admin),
  'a service with its key': serviceWithKey(url),
  nobody: nobody(url),
};

const shop = ['admin', 'an operator', 'a service with its key'];
const shopAndDriver = [...shop, 'the driver of the ticket'];

type Case = { more?: object; allowed: string[]; ready?: [Action, object?][] };

const toDriver: [Action, object][] = [['asignar', { repartidor_id: driver.person.id }]];
const onTheWay: [Action, object?][] = [...toDriver, ['avanzar'], ['avanzar']];

/** For each action: a ticket of Rosa's on which it makes sense, and who may do it. */
const cases: Record<Action, Case> = {
  avanzar: { allowed: shopAndDriver, ready: onTheWay },
  mover: { more: { estado: 'entregado' }, allowed: shopAndDriver, ready: onTheWay },
  asignar: { more: { repartidor_id: otherDriver.person.id }, allowed: shop },
  priorizar: { more: { prioridad: 'alta' }, allowed: shop },
  anotar: { more: { indicaciones: 'Sin sal' }, allowed: shop },
  posponer: { more: { motivo: 'No atiende' }, allowed: shopAndDriver, ready: onTheWay },
  devolver: { more: { motivo: 'No atiende' }, allowed: shopAndDriver, ready: onTheWay },
  cancelar: { more: { motivo: 'No atiende' }, allowed: shopAndDriver, ready: onTheWay },
  // Only the driver's own move can be taken back by the driver: here the shop made it.
  deshacer: { allowed: shop, ready: onTheWay },
  reconocer: { allowed: shop },
  marcar_item: { more: { indice: 1, hecho: true }, allowed: shopAndDriver },
};

const refusals: Record<string, ProblemSlug> = {
  nobody: 'no-autorizado',
  // A driver must not learn that other tickets exist.
  'another driver': 'no-encontrado',
};

/** A ticket on which the action makes sense, the command for it, and how things stand before it. */
async function prepared(accion: Action) {
  const { more, ready = toDriver } = cases[accion];
  const ticketId = await newTicket(url);
  const { version } = await work(url, ticketId, ...ready);
  return { ticketId, command: aCommand(accion, version, more), before: await ticketNow(url, ticketId) };
}

describe.each(actions)('%s', (accion) => {
  const { allowed } = cases[accion];

  it.each(Object.entries(clients))('over HTTP by %s', async (who, client) => {
    const { ticketId, command, before } = await prepared(accion);
    const { status, body } = await client.command(ticketId, command);
    const after = await ticketNow(url, ticketId);
    if (allowed.includes(who)) {
      expect(status).toBe(200);
      expect(body.ticket).toEqual(after.ticket);
      expectOneChange(accion, client, before, after);
    } else {
      const slug = refusals[who] ?? 'prohibido';
      expect({ status, type: body.type }).toEqual({
        status: problems[slug].status,
        type: problemType(slug),
      });
      expect(after).toEqual(before);
    }
  });

  it.each(Object.entries(clients))('over the socket by %s', async (who, client) => {
    const { ticketId, command, before } = await prepared(accion);
    if (who === 'nobody') {
      await expect(client.connect()).rejects.toMatchObject({ data: { status: 401 } });
      return;
    }
    await using line = await client.connect();
    const reply = await line.command(ticketId, command);
    const after = await ticketNow(url, ticketId);
    if (allowed.includes(who)) {
      expect(reply).toMatchObject({ ok: true, ticket: after.ticket });
      expectOneChange(accion, client, before, after);
    } else {
      const slug = refusals[who] ?? 'prohibido';
      const { status } = problems[slug];
      expect(reply).toEqual({
        ok: false,
        problema: expect.objectContaining({ type: problemType(slug), status }),
      });
      expect(after).toEqual(before);
    }
  });
});

type Now = Awaited<ReturnType<typeof ticketNow>>;

function expectOneChange(accion: Action, { person }: Client, before: Now, after: Now): void {
  expect(after.ticket.version).toBe(before.ticket.version + 1);
  expect(after.historial).toEqual([
    ...before.historial,
    expect.objectContaining({ accion, autor: person.nombre }),
  ]);
}

describe('a driver with a ticket of their own', () => {
  it('undoes a move that they made themselves', async () => {
    const ticketId = await newTicket(url);
    const { version } = await work(url, ticketId, ...onTheWay);
    await driver.command(ticketId, aCommand('avanzar', version));
    const undone = await driver.command(ticketId, aCommand('deshacer', version + 1));
    expect(undone).toMatchObject({ status: 200, body: { ticket: { estado: 'en-camino' } } });
  });

  it.each([
    ['starts the preparation', 'avanzar', {}, 403],
    ['starts the preparation by name', 'mover', { estado: 'en-preparacion' }, 403],
    ['cancels what is not on its way', 'cancelar', { motivo: 'No quiero' }, 403],
    ['skips a step', 'mover', { estado: 'entregado' }, 422],
  ] as [string, Action, object, number][])('is refused who %s', async (_what, accion, more, expected) => {
    const ticketId = await newTicket(url);
    const { version } = await work(url, ticketId, ...toDriver);
    const before = await ticketNow(url, ticketId);
    const { status } = await driver.command(ticketId, aCommand(accion, version, more));
    expect(status).toBe(expected);
    expect(await ticketNow(url, ticketId)).toEqual(before);
  });

  it('gets 404 for it once it belongs to somebody else', async () => {
    const ticketId = await newTicket(url);
    const { version } = await work(url, ticketId, ...onTheWay);
    await work(url, ticketId, ['asignar', { repartidor_id: otherDriver.person.id }]);
    expect(await driver.command(ticketId, aCommand('avanzar', version))).toMatchObject({ status: 404 });
    expect(await driver.command(ticketId, aCommand('avanzar', version + 1))).toMatchObject({ status: 404 });
    expect(await driver.get(`/api/tickets/${ticketId}`)).toMatchObject({ status: 404 });
  });
});
