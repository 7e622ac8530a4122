import type { Person } from '@relevo/contract';
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
  const work = createTicketActions({ engine: test.board, clock: test.clock, api, person });
  const ticket = (id = 1) => {
    const found = work.find(id);
    if (!found) throw new Error(`ticket ${id} is not on the board`);
    return found;
  };
  return { ...test, work, ticket };
}

describe("one's own move", () => {
  it('can be taken back for 10 s', () => {
    const { clock, server, work, ticket } = start();
    work.run(ticket(), { accion: 'avanzar' });
    clock.advance(undoOfferMs - 1);
    expect(work.undoable.value).toMatchObject({ ticketId: 1, to: 'en-preparacion' });
    clock.advance(1);
    expect(work.undoable.value).toBe(null);
    work.run(ticket(), { accion: 'cancelar', motivo: 'x' });
    clock.advance(45);
    work.undo();
    expect(work.undoable.value).toBe(null);
    clock.advance(45);
    expect(server.history()).toHaveLength(3);
  });

  it('cannot be taken back once a colleague has moved the ticket on: it would be their move', () => {
    const { clock, server, wire, work, ticket } = start();
    work.run(ticket(), { accion: 'avanzar' });
    clock.advance(45);
    wire.publish(server.change(0, { estado: 'en-camino' }));
    clock.advance(25);
    expect(work.undoable.value).toBe(null);
  });

  it('cannot be taken back when it failed', () => {
    const { clock, server, work, ticket } = start();
    server.change(0, { estado: 'en-preparacion' });
    work.run(ticket(), { accion: 'avanzar' });
    expect(work.undoable.value).not.toBe(null);
    clock.advance(45);
    expect(work.undoable.value).toBe(null);
  });

  it('is the only command that can be taken back', () => {
    const { work, ticket } = start();
    work.run(ticket(), { accion: 'priorizar', prioridad: 'alta' });
    expect(work.undoable.value).toBe(null);
  });
});

describe('the drivers', () => {
  it('stay as they were last known when the request fails', async () => {
    const { work } = start();
    expect(await work.loadDrivers()).toBe(null);
    expect(await work.loadDrivers()).toMatchObject({ detail: 'No responde.' });
    expect(work.drivers.value).toEqual([{ id: 7, nombre: 'Diego' }]);
  });
});
