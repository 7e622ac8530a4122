import type { Person } from '@relevo/contract';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { createTicketActions } from '../../actions/ticket-actions.ts';
import { createBoardView } from '../../board/board-view.ts';
import { startBoard } from '../../live/testing/start-board.ts';
import { OpenTicket } from '../../ticket/ticket-card.tsx';
import { DriverList } from './driver-list.tsx';

const driver: Person = { id: 7, nombre: 'Rosa', rol: 'repartidor' };

/** A board with one order in each of these states, as a person sees it. */
function start(person: Person, cliente_telefono = '11-5555-0000') {
  const { board, clock, server, wire } = startBoard({ orders: 3 });
  const noAnswer = async () => ({
    ok: false as const,
    status: null,
    type: null,
    detail: 'No responde.',
    errores: [],
    retryAfterS: null,
  });
  const api = { drivers: noAnswer, history: noAnswer };
  const actions = createTicketActions({ engine: board, clock, api, person });
  const view = createBoardView(board, clock);
  const assigned = { repartidor: { id: 7, nombre: 'Rosa' } };
  wire.publish(
    server.change(0, {
      ...assigned,
      estado: 'en-camino',
      cliente_telefono,
      indicaciones: 'Tocar timbre',
    }),
  );
  wire.publish(server.change(0.99, { ...assigned, estado: 'entregado' }));
  clock.advance(100);
  return { view, actions };
}

describe("a driver's list", () => {
  it('shows where to go, whom to call and what to collect, and below it what is done', () => {
    const markup = renderToStaticMarkup(<DriverList {...start(driver)} Lost={() => null} />);
    const onTheWay = /<article class="ticket delivery"[^>]*data-estado="en-camino".*?<\/article>/s.exec(
      markup,
    )?.[0];
    expect(onTheWay).toContain('Av. Belgrano 123');
    expect(onTheWay).toContain('href="tel:');
    expect(onTheWay).toContain('Tocar timbre');
    expect(onTheWay).toContain('1.900');
    expect(markup.indexOf('deliveries-done')).toBeGreaterThan(markup.indexOf('data-estado="en-camino"'));
    expect(markup).toMatch(/deliveries-done.*ticket-closed[^>]*data-estado="entregado"/s);
  });
});

describe('the phone of a delivery', () => {
  const linksTo = (phone: string) => {
    const markup = renderToStaticMarkup(<DriverList {...start(driver, phone)} Lost={() => null} />);
    return [...markup.matchAll(/href="((?:tel:|https:\/\/wa\.me)[^"]*)"/g)].map(([, link]) => link);
  };

  it('is a link of its own for each number in it', () => {
    expect(linksTo('11 5555-0001 / 11 5555-0002')).toEqual([
      ...['tel:1155550001', 'https://wa.me/5491155550001', 'tel:1155550002', 'https://wa.me/5491155550002'],
    ]);
  });

  it('is no link where nobody knows which digits are a number', () => {
    expect(linksTo('11 5555 0001 11 5555 0002')).toEqual([]);
  });
});

describe('the card of an open order', () => {
  it.each([
    ['an operator', 'operador', true],
    ['who only looks on', 'lectura', false],
  ] as const)('offers %s what may be done', (_, rol, offered) => {
    const { view, actions } = start({ id: 1, nombre: 'Ana', rol });
    const [ticket] = view.columns.pendiente.value;
    if (!ticket) throw new Error('no order is pending');
    const markup = renderToStaticMarkup(<OpenTicket ticket={ticket} view={view} actions={actions} />);
    expect(markup).toContain('Juana Molina');
    expect(markup.includes('data-accion="avanzar"')).toBe(offered);
  });
});
