import { describe, expect, it } from 'vitest';
import { startBoard } from '../live/testing/start-board.ts';
import { createBoardView } from './board-view.ts';

function startView() {
  const test = startBoard();
  return { ...test, view: createBoardView(test.board, test.clock) };
}

describe('the view of a board', () => {
  it('marks a ticket that arrives as new for 8 s, and none of the first load', () => {
    const { view, wire, server, clock } = startView();
    expect([...view.fresh.value]).toEqual([]);
    wire.publish(server.create());
    clock.advance(30);
    expect([...view.fresh.value]).toEqual([4]);
    expect(view.arrived.value.map(({ numero }) => numero)).toEqual(['PED-4']);
    clock.advance(8_000);
    expect([...view.fresh.value]).toEqual([]);
  });

  it('does not mark a ticket as new after a change or a reload', () => {
    const { view, wire, server, clock } = startView();
    wire.publish(server.change(0, { estado: 'en-preparacion' }));
    wire.cut();
    clock.advance(2_000);
    expect(view.columns['en-preparacion'].value).toHaveLength(1);
    expect([...view.fresh.value]).toEqual([]);
  });

  it('keeps the other columns as they are when one changes', () => {
    const { view, wire, server, clock } = startView();
    wire.publish(server.change(0, { estado: 'entregado' }));
    clock.advance(30);
    const delivered = view.columns.entregado.value;
    wire.publish(server.change(0.5, { reconocido: true }));
    clock.advance(30);
    expect(view.columns.entregado.value).toBe(delivered);
    expect(view.columns.pendiente.value[0]).toMatchObject({ reconocido: true });
  });

  it('goes on counting by the clock of the server', () => {
    const { view, clock, board } = startView();
    clock.advance(7_000);
    expect(view.serverNow.value).toBe(view.now.value + board.clockOffsetMs.value);
    expect(view.now.value).toBe(clock.now());
  });
});
