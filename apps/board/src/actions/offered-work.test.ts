import { type Person, type Role, type State, states } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { offeredWork } from './offered-work.ts';

const diego = { id: 7, nombre: 'Diego' };
const person = (rol: Role): Person => ({ id: 7, nombre: 'Diego', rol });

/** The offers as a short list. */
function offered(
  rol: Role,
  estado: State,
  { driver = diego as typeof diego | null, movedHere = false } = {},
) {
  const ticket = makeTicket({ estado, version: 3, repartidor: driver });
  const { next, ...rest } = offeredWork(ticket, person(rol), movedHere);
  const names = Object.entries(rest).flatMap(([name, on]) => (on ? [name] : []));
  return [next?.kind === 'move' ? `→ ${next.to}` : (next?.kind ?? '–'), ...names].join(' ');
}
const all = (rol: Role, options = {}) => states.map((estado) => offered(rol, estado, options));

describe('what is offered', () => {
  it('to operators is everything that the state allows', () => {
    expect(all('operador')).toEqual([
      '→ en-preparacion asignar priorizar anotar cancelar reconocer marcar_item print',
      '→ en-camino handOver asignar priorizar anotar cancelar deshacer reconocer marcar_item print',
      '→ entregado asignar priorizar anotar cancelar deshacer reconocer marcar_item print',
      '– deshacer print',
      '– deshacer print',
    ]);
    expect(all('admin')).toEqual(all('operador'));
  });

  it('asks for a driver first where there is none', () => {
    expect(offered('operador', 'en-preparacion', { driver: null })).toMatch(/^choose-driver handOver/);
  });

  it('to a driver is their own tickets on their way, and only their own moves to take back', () => {
    expect(all('repartidor')).toEqual([
      '– marcar_item print',
      '→ en-camino marcar_item print',
      '→ entregado cancelar marcar_item print',
      '– print',
      '– print',
    ]);
    expect(offered('repartidor', 'entregado', { movedHere: true })).toBe('– deshacer print');
    expect(all('repartidor', { driver: { id: 8, nombre: 'Lucía' } })).toEqual(states.map(() => '–'));
    expect(all('repartidor', { driver: null })).toEqual(states.map(() => '–'));
  });

  it('to read-only people is nothing', () => {
    expect(all('lectura')).toEqual(states.map(() => '–'));
  });

  it('contains acknowledge and undo only where there is something to acknowledge or to undo', () => {
    const ticket = makeTicket({ reconocido: true, version: 1, estado: 'en-preparacion' });
    expect(offeredWork(ticket, person('operador'), false)).toMatchObject({
      reconocer: false,
      deshacer: false,
    });
  });
});
