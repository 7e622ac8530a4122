import { type Person, type Role, type State, states } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { effectOf, actions as everyAction, isMove, type Wish } from '@relevo/ticket-rules';
import { describe, expect, it } from 'vitest';
import { type OwnMove, offeredActions } from './offered-actions.ts';

const diego = { id: 7, nombre: 'Diego' };
const person = (rol: Role): Person => ({ id: 7, nombre: 'Diego', rol });

/** The offers as a short list. */
function offered(
  rol: Role,
  estado: State,
  { driver = diego as typeof diego | null, ownMove = undefined as OwnMove | undefined } = {},
) {
  const ticket = makeTicket({ estado, version: 3, repartidor: driver });
  const { next, ...rest } = offeredActions(ticket, person(rol), ownMove);
  const names = Object.entries(rest).flatMap(([name, on]) => (on ? [name] : []));
  return [next?.kind === 'move' ? `→ ${next.to}` : (next?.kind ?? '–'), ...names].join(' ');
}
const all = (rol: Role, options = {}) => states.map((estado) => offered(rol, estado, options));

describe('what is offered', () => {
  it('to operators is everything that the state allows', () => {
    expect(all('operador')).toEqual([
      '→ en-preparacion asignar priorizar anotar cancelar reconocer marcar_item print',
      '→ en-camino handOver asignar priorizar anotar cancelar deshacer reconocer marcar_item print',
      '→ entregado asignar priorizar anotar posponer devolver cancelar deshacer reconocer marcar_item print',
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
      '→ entregado posponer devolver cancelar marcar_item print',
      '– print',
      '– print',
    ]);
    expect(offered('repartidor', 'entregado', { ownMove: { from: 'en-camino', to: 'entregado' } })).toBe(
      '– deshacer print',
    );
    expect(all('repartidor', { driver: { id: 8, nombre: 'Lucía' } })).toEqual(states.map(() => '–'));
    expect(all('repartidor', { driver: null })).toEqual(states.map(() => '–'));
  });

  it('to read-only people is nothing', () => {
    expect(all('lectura')).toEqual(states.map(() => '–'));
  });

  it('contains acknowledge and undo only where there is something to acknowledge or to undo', () => {
    const ticket = makeTicket({ reconocido: true, version: 1, estado: 'en-preparacion' });
    expect(offeredActions(ticket, person('operador'), undefined)).toMatchObject({
      reconocer: false,
      deshacer: false,
    });
  });
});

/** Every move of the rules: which action makes it, and from where to where. */
const movesOfTheRules = everyAction
  .filter((accion) => isMove({ accion }))
  .flatMap((accion) =>
    states.flatMap((from) =>
      states.flatMap((estado) => {
        const wish = { accion, estado, motivo: 'No atiende', indice: 0 } as unknown as Wish;
        const ticket = makeTicket({ estado: from, repartidor: diego });
        const effect = effectOf(wish, { ticket, moves: [], driver: diego, person: person('admin'), now: 0 });
        const to = effect.kind === 'changed' ? effect.fields.estado : undefined;
        return to && to !== from ? [{ accion, from, to }] : [];
      }),
    ),
  );

it.each(movesOfTheRules)('offers whoever did $accion to undo it: $from → $to', ({ from, to }) => {
  const ticket = makeTicket({ estado: to, version: 2, repartidor: diego });
  expect(offeredActions(ticket, person('operador'), { from, to }).deshacer).toBe(true);
});
