import {
  boardEventSchema,
  leaveEventSchema,
  type State,
  states,
  type Ticket,
  ticketEventSchema,
  tvEventSchema,
  tvTicketSchema,
} from '@relevo/contract';
import { makeEvent, makeTicket, onBoard } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { storedShop } from '../db/testing/stored-shop.ts';
import {
  everything,
  firstName,
  type LoggedEvent,
  seeEvent,
  seenParams,
  seenTerm,
  seesTicket,
  tvTicket,
  tvView,
  viewOf,
  viewsOf,
} from './view.ts';

const rosa = { driverId: 7 };
const leo = { driverId: 8 };
const at = { epoch: 'e', prev: 3 };

/** An event on a ticket that was `before` driver's and is `now` driver's. */
function logged(drivers?: { now: number | null; before: number | null }): LoggedEvent {
  const now = '2026-11-22T12:00:00.000Z';
  const ticket = onBoard(
    makeTicket({ estado: 'en-camino', reconocido: true, version: 2, actualizado_en: now }),
  );
  const { epoch: _epoch, prev: _prev, ...event } = makeEvent(9, ticket, { autor: 'Ana' });
  return { ...event, drivers };
}

describe('what a view sees of an event', () => {
  it.each([
    ['everybody, of nobody’s ticket', everything, undefined],
    ['everybody, of a driver’s ticket', everything, { now: 7, before: 8 }],
    ['everybody, of a ticket that was taken away', everything, { now: null, before: 8 }],
    ['the driver who gets it', rosa, { now: 7, before: null }],
    ['the driver who keeps it', rosa, { now: 7, before: 7 }],
    ['the driver who gets it from another', rosa, { now: 7, before: 8 }],
  ])('is all of it: %s', (_who, view, drivers) => {
    const { drivers: _internal, ...event } = logged(drivers);
    const seen = seeEvent(logged(drivers), view, at);
    expect(seen).toEqual({ ...event, epoch: 'e', prev: 3 });
    expect(ticketEventSchema.strict().parse(seen)).toEqual(seen);
  });

  it.each([
    ['it goes to another driver', { now: 8, before: 7 }],
    ['it goes to nobody', { now: null, before: 7 }],
  ])('is only that it leaves: %s', (_what, drivers) => {
    const seen = seeEvent(logged(drivers), rosa, at);
    const leave = { evento: 'ticket_retirado', epoch: 'e', seq: 9, prev: 3, ticket_id: 1 };
    expect(seen).toEqual({ ...leave, en: '2026-11-22T12:00:00.000Z', autor: logged(drivers).autor });
    expect(leaveEventSchema.strict().parse(seen)).toEqual(seen);
    expect(boardEventSchema.parse(seen)).toEqual(seen);
  });

  it.each([undefined, { now: 8, before: null }, { now: null, before: 8 }, { now: 8, before: 8 }])(
    'is nothing for a driver whose ticket it neither is nor was: %j',
    (drivers) => {
      expect(seeEvent(logged(drivers), rosa, at)).toBeUndefined();
    },
  );
});

it.each([
  [undefined, [everything, tvView]],
  [{ now: 7, before: null }, [everything, tvView, rosa]],
  [{ now: 7, before: 7 }, [everything, tvView, rosa]],
  [{ now: 7, before: 8 }, [everything, tvView, rosa, leo]],
  [{ now: null, before: 8 }, [everything, tvView, leo]],
])('names the views of an event, each once: %j', (drivers, views) => {
  expect(viewsOf(logged(drivers))).toEqual(views);
});

it('is everything for whoever runs the shop or looks on, and less for a driver and a TV', () => {
  for (const rol of ['admin', 'operador', 'lectura'] as const)
    expect(viewOf({ id: rol === 'lectura' ? null : 3, rol })).toEqual(everything);
  expect(viewOf({ id: 7, rol: 'repartidor' })).toEqual(rosa);
  expect(viewOf({ id: null, rol: 'lectura', tvLinkId: 1 })).toEqual(tvView);
});

describe('what a TV sees', () => {
  const personal = 'dato-personal';
  const ticket = makeTicket({
    ...{ cliente_nombre: `Ana ${personal}`, cliente_direccion: personal, cliente_telefono: personal },
    ...{ cliente_email: personal, metodo_pago: personal, indicaciones: personal, tipo_cliente: personal },
    ...{ origen: personal, fuente: personal, extra: { dni: personal }, total: 987_654.32 },
    repartidor: { id: 70_707, nombre: `Rosa ${personal}` },
    productos: [
      { nombre: 'Pizza', cantidad: 2, precio: 987_654.32, notas: 'sin aceitunas', regalo_para: personal },
      {
        nombre: 'Soda',
        cantidad: 1,
        hecho: true,
        precio: null,
        aclaracion: 'fría',
        observaciones: 'dos vasos',
      },
      { nombre: 'Pan', cantidad: 0.5, unidad: 'kg', notas: { para: personal }, hecho: personal },
    ],
  });

  it('of a ticket is a list of what it shows', () => {
    const seen = tvTicket(ticket);
    expect(seen).toEqual({
      ...{ ticket_id: 1, numero: 'PED-1', cliente_nombre: 'Ana', estado: 'pendiente', prioridad: 'normal' },
      ...{ repartidor: { nombre: 'Rosa' }, reconocido: false, version: 1 },
      fecha_creacion: ticket.fecha_creacion,
      llegado_en: ticket.llegado_en,
      productos: [
        { nombre: 'Pizza', cantidad: 2, notas: 'sin aceitunas' },
        { nombre: 'Soda', cantidad: 1, notas: 'fría · dos vasos', hecho: true },
        { nombre: 'Pan', cantidad: 0.5, unidad: 'kg' },
      ],
    });
    expect(tvTicketSchema.strict().parse(seen)).toEqual(seen);
  });

  it('of an event is that ticket, and not who did it', () => {
    const { epoch: _epoch, prev: _prev, ...event } = makeEvent(9, ticket, { autor: personal });
    const seen = seeEvent({ ...event, drivers: { now: 70_707, before: null } }, tvView, at);
    expect(seen).toEqual({
      ...{ evento: 'nuevo_ticket', epoch: 'e', prev: 3, seq: 9, en: event.en, ticket_id: 1 },
      ticket: tvTicket(ticket),
    });
    expect(tvEventSchema.strict().parse(seen)).toEqual(seen);
    expect(JSON.stringify(seen)).not.toMatch(/dato-personal|987|70707/);
  });

  it.each([
    ...(['entregado', 'cancelado'] as const).map((estado): Partial<Ticket> => ({ estado })),
    { origen: 'smoke' },
  ])('of an order that it does not show is only that it leaves: %j', (fields) => {
    const { epoch: _epoch, prev: _prev, ...event } = makeEvent(9, { ...ticket, ...fields });
    const seen = seeEvent(event, tvView, at);
    expect(leaveEventSchema.strict().parse(seen)).toEqual(seen);
    expect(seen).toMatchObject({ evento: 'ticket_retirado', seq: 9, prev: 3 });
  });
});

it.each([
  ['Ana Gómez', 'Ana'],
  ['  ana   maría gómez ', 'ana'],
  ['Gómez, Ana María', 'Ana'],
  ['Gómez,', 'Gómez'],
  ['Ana', 'Ana'],
  ['(datos borrados)', '(datos borrados)'],
  ['1155550000 Ana', 'Ana'],
  ['ana@ejemplo.com', ''],
  ['+54-11-5555-0000', ''],
  ['R2 D2', 'R2'],
  ['', ''],
])('takes the first name of %j', (name, first) => {
  expect(firstName(name)).toBe(first);
});

describe('which tickets a view sees', () => {
  const hourMs = 60 * 60 * 1_000;
  const now = Date.UTC(2026, 10, 22, 12);
  const ago = (hours: number) => new Date(now - hours * hourMs).toISOString();
  const cases: [what: string, estado: State, driver: number | null, hours: number, sees: string[]][] = [
    ['open, nobody’s', 'pendiente', null, 1, ['all', 'tv']],
    ['open, Rosa’s', 'en-camino', 7, 1, ['all', 'tv', 'rosa']],
    ['open, Rosa’s, for a week', 'en-camino', 7, 168, ['all', 'tv', 'rosa']],
    ['open, Leo’s', 'en-camino', 8, 1, ['all', 'tv', 'leo']],
    ['delivered by Rosa just now', 'entregado', 7, 0, ['all', 'rosa']],
    ['delivered by Rosa nearly a day ago', 'entregado', 7, 23.99, ['all', 'rosa']],
    ['delivered by Rosa a day ago', 'entregado', 7, 24, ['all']],
    ['cancelled on Rosa nearly a day ago', 'cancelado', 7, 23.99, ['all', 'rosa']],
    ['cancelled on Rosa two days ago', 'cancelado', 7, 48, ['all']],
    ['delivered at the counter', 'entregado', null, 1, ['all']],
  ];
  const views = { all: everything, tv: tvView, rosa, leo };

  it.each(cases)('%s', (_what, estado, driver, hours, sees) => {
    const repartidor = driver === null ? null : { id: driver, nombre: 'R' };
    const ticket = makeTicket({ estado, repartidor, actualizado_en: ago(hours) });
    const who = Object.entries(views).filter(([, view]) => seesTicket(view, ticket, now));
    expect(who.map(([name]) => name)).toEqual(sees);
  });

  it('is the same in a page of the database', () => {
    const { db } = storedShop({ count: 0 });
    const insert = db.prepare(`
      INSERT INTO tickets
        (caller, numero, fingerprint, estado, version, smoke, driver_id, created_at, updated_at, search, ticket)
      VALUES ('t', @numero, 'h', @estado, 1, 0, @driver, 0, @changed, '', '{}')`);
    const rows = states.flatMap((estado) =>
      [7, 8, null].flatMap((driver) =>
        [0, 23.99, 24, 24.01, 500].map((hours) => ({ estado, driver, hours })),
      ),
    );
    for (const [at, { estado, driver, hours }] of rows.entries())
      insert.run({ numero: String(at), estado, driver, changed: now - hours * hourMs });
    for (const view of [everything, rosa, leo]) {
      const found = db
        .prepare(`SELECT numero FROM tickets WHERE ${seenTerm} ORDER BY ticket_id`)
        .all(seenParams(view, now)) as { numero: string }[];
      const expected = [...rows.entries()].filter(([, { estado, driver, hours }]) => {
        const repartidor = driver === null ? null : { id: driver, nombre: 'R' };
        return seesTicket(view, makeTicket({ estado, repartidor, actualizado_en: ago(hours) }), now);
      });
      expect(found.map(({ numero }) => Number(numero))).toEqual(expected.map(([at]) => at));
    }
  });
});
