import type { Wish } from '@relevo/contract';
import { unsentCommandMs } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { refusal } from '../live/testing/decide-model-command.ts';
import { startBoard } from '../live/testing/start-board.ts';

const advance: Wish = { accion: 'avanzar' };

function start() {
  const test = startBoard();
  const shown = (id = 1) => {
    const ticket = test.board.shown.value.get(id);
    if (!ticket) throw new Error(`ticket ${id} is not on the board`);
    return ticket;
  };
  const send = (wish: Wish, id = 1) => test.board.send(shown(id), wish);
  return { ...test, test, shown, send };
}

describe('a command', () => {
  it('shows at once, is answered in a moment, and then loses its mark', () => {
    const { board, clock, server, shown, send } = start();
    send(advance);
    expect(shown()).toMatchObject({ estado: 'en-preparacion', pending: { mark: 'saving' } });
    expect(board.tickets.value.get(1)?.estado).toBe('pendiente');
    clock.advance(45);
    expect(shown()).toBe(server.tickets().get(1));
    expect(board.pendingCount.value).toBe(0);
  });

  it('shows as done once it is answered, even if its event comes later, and the cursor stays', () => {
    const { board, clock, server, shown, send } = start();
    const see = server.see;
    server.see = () => null;
    send(advance);
    clock.advance(45);
    expect(board.pendingCount.value).toBe(0);
    expect(shown()).toMatchObject({ estado: 'en-preparacion', version: 2 });
    expect(board.tickets.value.get(1)?.version).toBe(1);
    server.see = see;
    clock.advance(7_000);
    expect(board.tickets.value.get(1)?.version).toBe(2);
    expect(board.errorReports.value).toBe(0);
  });

  it('waits without a connection, survives a reload, and is sent once with its original id', () => {
    const { clock, server, send, test, wire } = start();
    wire.serverUp(false);
    const id = send(advance);
    expect(test.board.shown.value.get(1)?.pending?.mark).toBe('unsent');
    clock.advance(60_000);
    test.reload();
    wire.serverUp(true);
    clock.advance(1_500);
    expect(server.history().map(({ cmdId }) => cmdId)).toEqual([id]);
    expect(test.board.pendingCount.value).toBe(0);
  });

  it('is sent again with the same id when its answer is lost', () => {
    const { board, clock, server, send, wire } = start();
    send(advance);
    clock.advance(20);
    wire.cut();
    clock.advance(2_000);
    expect(server.history()).toHaveLength(1);
    expect(board.pendingCount.value).toBe(0);
    expect(board.notices.value).toEqual([]);
  });

  it('is given up with one notice after ten minutes unsent, along with those based on it', () => {
    const { board, clock, server, send, wire } = start();
    wire.serverUp(false);
    send(advance);
    clock.advance(60_000);
    send({ accion: 'priorizar', prioridad: 'alta' });
    clock.advance(unsentCommandMs - 60_001);
    expect(board.pendingCount.value).toBe(2);
    clock.advance(1);
    expect(board.pendingCount.value).toBe(0);
    expect(board.notices.value).toMatchObject([
      { kind: 'expired', queued: { numero: 'PED-1' }, dropped: [{ command: { accion: 'priorizar' } }] },
    ]);
    wire.serverUp(true);
    clock.advance(2_000);
    expect(server.history()).toEqual([]);
  });

  it('is given up after ten minutes unsent also where the clock of the device was set back before a reload', () => {
    const { clock, send, test, wire, server } = start();
    wire.serverUp(false);
    send(advance);
    test.setDeviceClock(-3_600_000);
    test.reload();
    clock.advance(unsentCommandMs - 1_000);
    expect(test.board.pendingCount.value).toBe(1);
    clock.advance(1_000);
    expect(test.board.pendingCount.value).toBe(0);
    wire.serverUp(true);
    clock.advance(2_000);
    expect(server.history()).toEqual([]);
  });

  it("shows the colleague's ticket and names the colleague when it comes too late", () => {
    const { board, clock, server, shown, send } = start();
    server.change(0, { estado: 'cancelado' });
    send(advance);
    send({ accion: 'anotar', indicaciones: 'x' });
    clock.advance(45);
    expect(shown()).toMatchObject({ estado: 'cancelado', version: 2 });
    expect(shown().pending).toBeUndefined();
    const notices = board.notices.value;
    expect(notices).toMatchObject([{ kind: 'stale', author: 'María', dropped: [{}] }]);
    board.dismiss(notices[0]?.id ?? 0);
    expect(board.notices.value).toEqual([]);
  });

  it('is given up with the reason when the rules or the role do not allow it', () => {
    const { board, clock, server, send } = start();
    server.command = () => ({ reply: refusal('prohibido'), event: null });
    send(advance);
    clock.advance(45);
    expect(board.notices.value).toMatchObject([{ kind: 'refused', detail: 'Prohibido' }]);
  });

  it('is sent again when the service cannot do it now', () => {
    const { board, clock, server, send } = start();
    const { command } = server;
    server.command = () => ({ reply: refusal('no-disponible'), event: null });
    send(advance);
    clock.advance(45);
    expect([board.pendingCount.value, board.notices.value.length]).toEqual([1, 0]);
    server.command = command;
    clock.advance(3_100);
    expect([board.pendingCount.value, server.history().length]).toEqual([0, 1]);
  });

  it("stays stored when the session ends, and is never sent as somebody else's", () => {
    const { board, clock, server, send } = start();
    const { command } = server;
    server.command = () => ({ reply: refusal('no-autorizado'), event: null });
    const id = send(advance);
    clock.advance(45);
    expect(board.connection.value.kind).toBe('signed-out');
    server.command = command;
    board.stop();
    board.start(2);
    clock.advance(2_000);
    expect(server.history()).toEqual([]);
    board.stop();
    board.start(1);
    clock.advance(2_000);
    expect(server.history()).toMatchObject([{ cmdId: id }]);
  });

  it('is refused for a driver who lost the ticket meanwhile, and the ticket stays away', () => {
    const { clock, server, wire, ...rest } = startBoard({ view: 7, orders: 1 });
    wire.publish(server.change(0, { repartidor: { id: 7, nombre: 'Diego' } }));
    clock.advance(25);
    const seen = rest.board.shown.value.get(1);
    if (!seen) throw new Error('the ticket is not there');
    wire.publish(server.change(0, { repartidor: { id: 8, nombre: 'Lucía' } }));
    server.command = () => ({ reply: refusal('no-encontrado'), event: null });
    rest.board.send(seen, advance);
    clock.advance(45);
    expect([...rest.board.shown.value.keys()]).toEqual([]);
    expect(rest.board.notices.value).toMatchObject([{ kind: 'refused' }]);
  });
});
