import { type OrderFieldName, orderFieldList, type Ticket } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { createTicketActions } from '../actions/ticket-actions.ts';
import { createBoardView } from '../board/board-view.ts';
import { startBoard } from '../live/testing/start-board.ts';
import { OpenTicket } from '../ticket/ticket-card.tsx';
import { DriverList } from './drivers/driver-list.tsx';
import { Paper } from './printing/paper.tsx';

/** The text that shows a field, or why it is not shown there. */
type Place = string | { not: string };
type Shown = { card: Place; driver: Place; paper: Place };
type Values = { [N in OrderFieldName]: NonNullable<Ticket[N]> };

/** A value for each field that no other field has. */
const values: Values = {
  numero: 'N-4711',
  cliente_nombre: 'Nora Nombre',
  cliente_direccion: 'Calle Lejos 12',
  cliente_telefono: '11-2222-3333',
  cliente_email: 'nora@example.com',
  productos: [{ nombre: 'Yerba', cantidad: 3, precio: 100 }],
  total: 8765,
  metodo_pago: 'efectivo',
  indicaciones: 'Timbre roto',
  prioridad: 'alta',
  tipo_cliente: 'comerciante',
  origen: 'caja-norte',
  estado: 'en-camino',
};

/** Where each field of an order is shown to whom. */
const shown: Record<OrderFieldName, Shown> = {
  numero: everywhere('N-4711'),
  cliente_nombre: everywhere('Nora Nombre'),
  cliente_direccion: everywhere('Calle Lejos 12'),
  cliente_telefono: everywhere('11-2222-3333'),
  cliente_email: nowhere('nobody writes to a customer from the board'),
  productos: everywhere('Yerba'),
  total: everywhere('8.765'),
  metodo_pago: everywhere('efectivo'),
  indicaciones: everywhere('Timbre roto'),
  prioridad: {
    card: 'Alta',
    driver: { not: 'the order of the deliveries says it' },
    paper: 'PRIORIDAD ALTA',
  },
  tipo_cliente: nowhere('it makes the priority'),
  origen: nowhere('it says only whether the order is a test'),
  estado: {
    card: { not: 'the column says it' },
    driver: 'En camino',
    paper: { not: 'a paper does not change; it says only that an order is closed' },
  },
};

function everywhere(text: string): Shown {
  return { card: text, driver: text, paper: text };
}

function nowhere(not: string): Shown {
  return { card: { not }, driver: { not }, paper: { not } };
}

const { board, clock, server, wire } = startBoard({ orders: 1 });
wire.publish(server.change(0, { ...values, repartidor: { id: 7, nombre: 'Rosa' } }));
clock.advance(100);
const view = createBoardView(board, clock);
const actions = createTicketActions({
  engine: board,
  clock,
  api: { drivers: unanswered, history: unanswered },
  person: { id: 7, nombre: 'Rosa', rol: 'operador' },
});
const ticket = makeTicket(values);
const record = { concedida: true, numero_de_impresion: 1, reimpresion: false, en: null, primera: null };

async function unanswered() {
  return { ok: false as const, status: null, type: null, detail: '', errores: [], retryAfterS: null };
}

/** What somebody can read there, or hear: the markup without its tags. */
const texts: Record<keyof Shown, string> = {
  card: textOf(<OpenTicket ticket={ticket} view={view} actions={actions} />),
  driver: textOf(<DriverList view={view} actions={actions} Lost={() => null} />),
  paper: textOf(<Paper ticket={ticket} record={record} />),
};

function textOf(what: VNode): string {
  return renderToStaticMarkup(what).replaceAll(/<[^>]*>/g, ' ');
}

describe.each(['card', 'driver', 'paper'] as const)('the %s', (where) => {
  it.each(orderFieldList)('shows $name, or is said not to', ({ name }) => {
    // A field that has just been added fails here: it needs its value and its places in the tables above.
    expect(shown).toHaveProperty(name);
    const place = shown[name][where];
    if (typeof place === 'string') expect(texts[where]).toContain(place);
    else expect(texts[where]).not.toContain(String(values[name]));
  });
});
