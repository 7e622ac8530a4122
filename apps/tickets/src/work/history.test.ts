import { type Action, historySchema } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, type Client, memberOf, nobody, serviceWithKey, tvOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { aCommand, newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const startAt = Date.UTC(2026, 10, 22, 12);
const clock = createFakeClock({ startAt, realSleep: true });
const service = await ticketsApp({ clock });
afterAll(() => service[Symbol.asyncDispose]());
const admin = await adminOf(service);
const ana = await memberOf(admin, 'operador', 'Ana');
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const leo = await memberOf(admin, 'repartidor', 'Leo');

type Row = {
  by: Client;
  accion: Action;
  more?: object;
  de: string | null;
  a: string | null;
  motivo?: string;
};

const motivo = 'El cliente no atiende';
/** So short that the admin's sign-in is still fresh in the end. */
const pauseMs = 20_000;

/** A ticket's long day, a pause between one change and the next. */
const day: Row[] = [
  { by: ana, accion: 'reconocer', de: null, a: null },
  { by: ana, accion: 'priorizar', more: { prioridad: 'alta' }, de: 'normal', a: 'alta' },
  { by: ana, accion: 'anotar', more: { indicaciones: 'Sin sal' }, de: 'Tocar timbre', a: 'Sin sal' },
  { by: ana, accion: 'anotar', more: { indicaciones: '' }, de: 'Sin sal', a: null },
  { by: ana, accion: 'mover', more: { estado: 'en-preparacion' }, de: 'pendiente', a: 'en-preparacion' },
  { by: ana, accion: 'asignar', more: { repartidor_id: rosa.person.id }, de: null, a: 'Rosa' },
  { by: admin, accion: 'asignar', more: { repartidor_id: leo.person.id }, de: 'Rosa', a: 'Leo' },
  { by: ana, accion: 'asignar', more: { repartidor_id: null }, de: 'Leo', a: null },
  {
    by: serviceWithKey(service),
    accion: 'asignar',
    more: { repartidor_id: rosa.person.id },
    de: null,
    a: 'Rosa',
  },
  { by: rosa, accion: 'marcar_item', more: { indice: 0, hecho: true }, de: null, a: 'Yerba 1kg: hecho' },
  { by: rosa, accion: 'marcar_item', more: { indice: 0, hecho: false }, de: null, a: 'Yerba 1kg: pendiente' },
  { by: rosa, accion: 'avanzar', de: 'en-preparacion', a: 'en-camino' },
  { by: rosa, accion: 'cancelar', more: { motivo }, de: 'en-camino', a: 'cancelado', motivo },
  { by: ana, accion: 'deshacer', de: 'cancelado', a: 'en-camino' },
  { by: rosa, accion: 'avanzar', de: 'en-camino', a: 'entregado' },
];

describe('the history of a ticket', () => {
  let ticketId: number;
  beforeAll(async () => {
    ticketId = await newTicket(service);
    for (const [index, { by, accion, more }] of day.entries()) {
      clock.advance(pauseMs);
      const { status } = await by.command(ticketId, aCommand(accion, index + 1, more));
      expect([accion, status]).toEqual([accion, 200]);
    }
  });

  it('has who, when, what, from, to and why for each change', async () => {
    const { historial, ticket } = await ticketNow(service, ticketId);
    const at = (step: number) => new Date(startAt + step * pauseMs).toISOString();
    expect(historial).toEqual([
      { seq: 1, en: at(0), autor: 'tienda', accion: 'crear', de: null, a: 'pendiente' },
      ...day.map(({ by, accion, de, a, motivo }, index) => ({
        ...{ seq: index + 2, en: at(index + 1), autor: by.person.nombre, accion, de, a },
        ...(motivo && { motivo }),
      })),
    ]);
    expect(ticket).toMatchObject({ version: day.length + 1, estado: 'entregado', actualizado_en: at(15) });
  });

  it('matches the contract', async () => {
    const { body } = await ana.get(`/api/tickets/${ticketId}/historial`);
    expect(historySchema.strict().parse(body)).toEqual(body);
    expect(body.ticket_id).toBe(ticketId);
  });

  it('is open to everybody who may see the ticket', async () => {
    const { historial } = await ticketNow(service, ticketId);
    const readers = { admin, ana, rosa, reader: await memberOf(admin, 'lectura') };
    for (const [who, client] of Object.entries(readers)) {
      const { body } = await client.get(`/api/tickets/${ticketId}/historial`);
      expect([who, body.historial]).toEqual([who, historial]);
    }
  });

  it('is closed to a driver who lost the ticket, to a TV, and to requests without a session', async () => {
    expectProblem(await (await tvOf(admin)).get(`/api/tickets/${ticketId}/historial`), 'prohibido');
    expectProblem(await leo.get(`/api/tickets/${ticketId}/historial`), 'no-encontrado');
    expectProblem(await nobody(service).get(`/api/tickets/${ticketId}/historial`), 'no-autorizado');
  });
});

it('keeps the author’s name of the time of the change after a rename', async () => {
  const eva = await memberOf(admin, 'operador', 'Eva');
  const ticketId = await newTicket(service);
  expect((await eva.command(ticketId, aCommand('avanzar', 1))).status).toBe(200);
  await admin.call('PATCH', `/api/personas/${eva.person.id}`, { nombre: 'Eva Ruiz', activo: false });
  expect((await ticketNow(service, ticketId)).historial.at(-1)).toMatchObject({ autor: 'Eva' });
});

it('assigns no ticket to a person who is no longer an active driver', async () => {
  const gone = await memberOf(admin, 'repartidor', 'Gil');
  await admin.call('PATCH', `/api/personas/${gone.person.id}`, { activo: false });
  const ticketId = await newTicket(service);
  const assign = aCommand('asignar', 1, { repartidor_id: gone.person.id });
  expectProblem(await ana.command(ticketId, assign), 'transicion-invalida');
  expect(await work(service, ticketId, ['reconocer'])).toMatchObject({ version: 2, repartidor: null });
});
