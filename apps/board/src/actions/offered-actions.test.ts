import { type Person, type Role, type State, states } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { type Action, effectOf, actions as everyAction, isMove, type Wish } from '@relevo/ticket-rules';
import { describe, expect, it } from 'vitest';
import { offeredActions, stateBefore } from './offered-actions.ts';

const diego = { id: 7, nombre: 'Diego' };
const person = (rol: Role): Person => ({ id: 7, nombre: 'Diego', rol });

/** The offers as a short list. */
function offered(
  rol: Role,
  estado: State,
  { driver = diego as typeof diego | null, movedHere = false } = {},
) {
  const ticket = makeTicket({ estado, version: 3, repartidor: driver });
  const { next, ...rest } = offeredActions(ticket, person(rol), movedHere);
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
    expect(offeredActions(ticket, person('operador'), false)).toMatchObject({
      reconocer: false,
      deshacer: false,
    });
  });
});

/** Every open state that a move of the rules leads to, and where from: `from → to`. */
function movesToOpenStates(): string[] {
  const wishes = (accion: Action) =>
    states.map((estado) => ({ accion, estado, motivo: 'No atiende', indice: 0 }) as unknown as Wish);
  const found = everyAction
    .filter((accion) => isMove({ accion }))
    .flatMap((accion) =>
      states.flatMap((from) =>
        wishes(accion).map((wish) => {
          const ticket = makeTicket({ estado: from, repartidor: diego });
          const given = { ticket, moves: [], driver: diego, person: person('admin'), now: 0 };
          const effect = effectOf(wish, given);
          return `${from} → ${effect.kind === 'changed' ? effect.fields.estado : from}`;
        }),
      ),
    );
  const isOpenMove = (move: string) => !/^(\S+) → \1$|→ (entregado|cancelado)$/.test(move);
  return [...new Set(found.filter(isOpenMove))].toSorted();
}

// The page knows only its own moves, so it guesses what an undo takes back.
it('knows from where every move to an open state leads, to offer its undo', () => {
  const guessed = Object.entries(stateBefore).map(([to, from]) => `${from} → ${to}`);
  expect(movesToOpenStates()).toEqual(guessed.toSorted());
});
