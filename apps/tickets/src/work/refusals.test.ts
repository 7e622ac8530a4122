import { type Action, type State, states, undoMs } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, memberOf, serviceWithKey } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 22, 12), realSleep: true });
const service = await ticketsForTest({ clock });
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const admin = await adminOf(service);
const shop = serviceWithKey(url);
const line = await shop.connect();
afterAll(() => line[Symbol.asyncDispose]());
const driver = await memberOf(admin, 'repartidor', 'Rosa');

/** Makes a ticket of Rosa's in this state. Returns its id and version. */
async function ticketIn(estado: State): Promise<{ ticketId: number; version: number }> {
  const steps: Record<State, [Action, object?][]> = {
    pendiente: [],
    'en-preparacion': [['avanzar']],
    'en-camino': [['avanzar'], ['avanzar']],
    entregado: [['avanzar'], ['avanzar'], ['avanzar']],
    cancelado: [['cancelar', { motivo: 'Sin stock' }]],
  };
  const ticketId = await newTicket(url);
  const assigned: [Action, object] = ['asignar', { repartidor_id: driver.person.id }];
  const { version } = await work(url, ticketId, assigned, ...steps[estado]);
  return { ticketId, version };
}

async function expectIllegal(ticketId: number, accion: Action, version: number, more: object = {}) {
  const before = await ticketNow(url, ticketId);
  const refused = await shop.command(ticketId, aCommand(accion, version, more));
  expectProblem(refused, 'transicion-invalida');
  expect(refused.body.detail).not.toMatch(/undefined|null/);
  expect(await line.command(ticketId, aCommand(accion, version, more))).toMatchObject({
    ok: false,
    problema: { type: '/problemas/transicion-invalida', status: 422 },
  });
  expect(await ticketNow(url, ticketId)).toEqual(before);
}

const legal = new Set([
  'pendiente → en-preparacion',
  'en-preparacion → en-camino',
  'en-preparacion → entregado',
  'en-camino → entregado',
]);
const moves = states.flatMap((from) => states.map((to) => [from, to] as const));

describe('a move', () => {
  it.each(moves.filter(([from, to]) => !legal.has(`${from} → ${to}`)))(
    'from %s to %s is refused',
    async (from, to) => {
      const { ticketId, version } = await ticketIn(from);
      await expectIllegal(ticketId, 'mover', version, { estado: to });
    },
  );

  it.each(moves.filter(([from, to]) => legal.has(`${from} → ${to}`)))(
    'from %s to %s is done',
    async (from, to) => {
      const { ticketId, version } = await ticketIn(from);
      const { status, body } = await shop.command(ticketId, aCommand('mover', version, { estado: to }));
      expect(status).toBe(200);
      expect(body.ticket).toMatchObject({ estado: to, version: version + 1, reconocido: true });
      expect(body.ticket).toEqual((await ticketNow(url, ticketId)).ticket);
    },
  );
});

it.each([
  ['avanzar', 'entregado', {}],
  ['avanzar', 'cancelado', {}],
  ['posponer', 'en-preparacion', { motivo: 'No atiende' }],
  ['devolver', 'pendiente', { motivo: 'No atiende' }],
  ['devolver', 'entregado', { motivo: 'No atiende' }],
  ['cancelar', 'entregado', { motivo: 'Tarde' }],
  ['cancelar', 'cancelado', { motivo: 'Otra vez' }],
  ['deshacer', 'pendiente', {}],
  ['asignar', 'entregado', { repartidor_id: null }],
  ['asignar', 'en-camino', { repartidor_id: null }],
  ['asignar', 'pendiente', { repartidor_id: 999 }],
  ['asignar', 'pendiente', { repartidor_id: 1 }],
  ['priorizar', 'entregado', { prioridad: 'alta' }],
  ['anotar', 'cancelado', { indicaciones: 'Tarde' }],
  ['marcar_item', 'pendiente', { indice: 2, hecho: true }],
] as [Action, State, object][])('refuses %s on a ticket %s with %j', async (accion, estado, more) => {
  const { ticketId, version } = await ticketIn(estado);
  await expectIllegal(ticketId, accion, version, more);
});

it('refuses to send a ticket on its way without a driver', async () => {
  const ticketId = await newTicket(url);
  const { version } = await work(url, ticketId, ['avanzar']);
  await expectIllegal(ticketId, 'avanzar', version);
  await expectIllegal(ticketId, 'mover', version, { estado: 'en-camino' });
});

describe('deshacer', () => {
  it.each(['entregado', 'cancelado'] as const)('undoes %s for 24 hours', async (estado) => {
    const { ticketId, version } = await ticketIn(estado);
    clock.advance(undoMs);
    const { status, body } = await shop.command(ticketId, aCommand('deshacer', version));
    expect(status).toBe(200);
    expect(body.ticket.estado).toBe(estado === 'entregado' ? 'en-camino' : 'pendiente');
  });

  it.each(['entregado', 'cancelado'] as const)('refuses to undo %s right after 24 hours', async (estado) => {
    const { ticketId, version } = await ticketIn(estado);
    clock.advance(undoMs + 1);
    await expectIllegal(ticketId, 'deshacer', version);
  });

  it('undoes one move after the other, back to the first and no further', async () => {
    const { ticketId, version } = await ticketIn('entregado');
    for (const estado of ['en-camino', 'en-preparacion', 'pendiente'])
      expect(await work(url, ticketId, ['deshacer'])).toMatchObject({ estado });
    await expectIllegal(ticketId, 'deshacer', version + 3);
  });
});
