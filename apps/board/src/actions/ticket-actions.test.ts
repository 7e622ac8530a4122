import { type Person, undoMs } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { startBoard } from '../live/testing/start-board.ts';
import { createTicketActions, undoOfferMs } from './ticket-actions.ts';

function start() {
  const test = startBoard();
  const person: Person = { id: 1, nombre: 'Ana', rol: 'operador' };
  const failure = {
    ok: false as const,
    status: null,
    type: null,
    detail: 'No responde.',
    errores: [],
    retryAfterS: null,
  };
  const replies = [{ ok: true as const, value: { repartidores: [{ id: 7, nombre: 'Diego' }] } }];
  const api = { drivers: async () => replies.shift() ?? failure, history: async () => failure };
  const actions = createTicketActions({ engine: test.board, clock: test.clock, api, person });
  const ticket = (id = 1) => {
    const found = actions.find(id);
    if (!found) throw new Error(`ticket ${id} is not on the board`);
    return found;
  };
  return { ...test, actions, ticket };
}

describe("one's own move", () => {
  it('can be taken back for 10 s', () => {
    const { clock, server, actions, ticket } = start();
    actions.run(ticket(), { accion: 'avanzar' });
    clock.advance(undoOfferMs - 1);
    expect(actions.undoable.value).toMatchObject({ ticketId: 1, to: 'en-preparacion' });
    clock.advance(1);
    expect(actions.undoable.value).toBe(null);
    actions.run(ticket(), { accion: 'cancelar', motivo: 'x' });
    clock.advance(45);
    actions.undo();
    expect(actions.undoable.value).toBe(null);
    clock.advance(45);
    expect(server.history()).toHaveLength(3);
  });

  it('cannot be taken back once a colleague has moved the ticket on: it would be their move', () => {
    const { clock, server, wire, actions, ticket } = start();
    actions.run(ticket(), { accion: 'avanzar' });
    clock.advance(45);
    wire.publish(server.change(0, { estado: 'en-camino' }));
    clock.advance(25);
    expect(actions.undoable.value).toBe(null);
  });

  it('cannot be taken back when it failed', () => {
    const { clock, server, actions, ticket } = start();
    server.change(0, { estado: 'en-preparacion' });
    actions.run(ticket(), { accion: 'avanzar' });
    expect(actions.undoable.value).not.toBe(null);
    clock.advance(45);
    expect(actions.undoable.value).toBe(null);
  });

  it('is offered to be undone once: not again after its undo', () => {
    const { clock, actions, ticket } = start();
    actions.run(ticket(), { accion: 'avanzar' });
    clock.advance(45);
    expect(actions.offers(ticket()).deshacer).toBe(true);
    actions.run(ticket(), { accion: 'deshacer' });
    clock.advance(45);
    expect(ticket().estado).toBe('pendiente');
    expect(actions.offers(ticket()).deshacer).toBe(false);
  });

  it('is the only command that can be taken back', () => {
    const { actions, ticket } = start();
    actions.run(ticket(), { accion: 'priorizar', prioridad: 'alta' });
    expect(actions.undoable.value).toBe(null);
  });
});

describe('undo, step by step', () => {
  it('takes back the last move, then the one before it, also of another order and before the answers are there', () => {
    const { clock, server, wire, actions, ticket } = start();
    wire.publish(server.create());
    clock.advance(45);
    actions.run(ticket(1), { accion: 'avanzar' });
    actions.run(ticket(2), { accion: 'avanzar' });
    clock.advance(60_000);
    actions.run(ticket(2), { accion: 'mover', estado: 'entregado' });
    clock.advance(45);
    const undone = () => {
      const outcome = actions.undo();
      return outcome && `${outcome.kind} ${outcome.to}`;
    };
    expect(undone()).toBe('undone en-preparacion');
    expect(undone()).toBe('undone pendiente');
    expect(undone()).toBe('undone pendiente');
    expect(undone()).toBe(null);
    clock.advance(200);
    expect([ticket(1).estado, ticket(2).estado]).toEqual(['pendiente', 'pendiente']);
    expect(actions.notices.value).toEqual([]);
  });

  it('leaves what somebody else has moved on, says so, and goes on with the one before', () => {
    const { clock, server, wire, actions, ticket } = start();
    wire.publish(server.create());
    clock.advance(45);
    actions.run(ticket(2), { accion: 'avanzar' });
    actions.run(ticket(1), { accion: 'avanzar' });
    clock.advance(45);
    wire.publish(server.change(0, { estado: 'en-camino' }));
    clock.advance(25);
    expect(actions.undo()).toMatchObject({ kind: 'moved-on', to: 'en-camino' });
    expect(actions.undo()).toMatchObject({ kind: 'undone', to: 'pendiente' });
    clock.advance(60);
    expect([ticket(1).estado, ticket(2).estado]).toEqual(['en-camino', 'pendiente']);
  });

  it('ends where the service ends it: after 24 h', () => {
    const { clock, actions, ticket } = start();
    actions.run(ticket(1), { accion: 'avanzar' });
    clock.advance(undoMs + 1_000);
    expect(actions.undo()).toBe(null);
  });

  it('takes back a move that was never sent by not sending it', () => {
    const { clock, server, wire, actions, ticket } = start();
    wire.cut();
    wire.serverUp(false);
    clock.advance(10);
    actions.run(ticket(1), { accion: 'avanzar' });
    expect(actions.undo()).toMatchObject({ kind: 'undone' });
    expect([ticket(1).estado, actions.undo()]).toEqual(['pendiente', null]);
    expect(server.history()).toEqual([]);
  });
});

describe('the drivers', () => {
  it('stay as they were last known when the request fails', async () => {
    const { actions } = start();
    expect(await actions.loadDrivers()).toBe(null);
    expect(await actions.loadDrivers()).toMatchObject({ detail: 'No responde.' });
    expect(actions.drivers.value).toEqual([{ id: 7, nombre: 'Diego' }]);
  });
});
