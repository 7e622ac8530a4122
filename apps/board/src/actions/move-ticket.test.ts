import { type Person, type State, states } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { expect, it } from 'vitest';
import { decideDrop } from './move-ticket.ts';
import { offeredActions } from './offered-actions.ts';

const operator: Person = { id: 1, nombre: 'Olga', rol: 'operador' };
const rosa: Person = { id: 2, nombre: 'Rosa', rol: 'repartidor' };
const viewer: Person = { id: 3, nombre: 'Vera', rol: 'lectura' };

const cameFrom: Partial<Record<State, State>> = {
  'en-preparacion': 'pendiente',
  'en-camino': 'en-preparacion',
  entregado: 'en-camino',
  cancelado: 'pendiente',
};

function verdicts(person: Person, driver: { id: number; nombre: string } | null) {
  const of = (estado: State, to: State) => {
    const ticket = makeTicket({ estado, version: 5, repartidor: driver });
    const before = cameFrom[estado];
    const ownMove = before && { from: before, to: estado };
    const verdict = decideDrop(ticket, offeredActions(ticket, person, ownMove), to);
    if (verdict.kind === 'do') return verdict.wish.accion;
    return verdict.kind === 'ask' ? `¿${verdict.step}?` : verdict.why === 'no-such-way' ? '-' : verdict.why;
  };
  return Object.fromEntries(states.map((from) => [from, states.map((to) => of(from, to))]));
}

const same = 'already-there';

it('allows the same moves as the buttons, from each state to each', () => {
  expect(verdicts(operator, { id: 2, nombre: 'Rosa' })).toEqual({
    pendiente: [same, 'avanzar', '-', '-', '¿cancelar?'],
    'en-preparacion': ['deshacer', same, 'avanzar', 'mover', '¿cancelar?'],
    'en-camino': ['-', 'deshacer', same, 'avanzar', '¿cancelar?'],
    entregado: ['-', '-', '-', same, '-'],
    cancelado: ['-', '-', '-', '-', same],
  });
});

it('asks who takes it before it leaves without a driver', () => {
  expect(verdicts(operator, null)['en-preparacion']).toEqual([
    'deshacer',
    same,
    '¿salida?',
    'mover',
    '¿cancelar?',
  ]);
});

it('lets a driver move their own deliveries, and lets read-only people move nothing', () => {
  expect(verdicts(rosa, rosa as { id: number; nombre: string })['en-camino']).toEqual([
    ...['-', 'deshacer', same, 'avanzar', '¿cancelar?'],
  ]);
  expect(verdicts(rosa, { id: 9, nombre: 'Leo' })['en-camino']).toEqual(
    states.map((to) => (to === 'en-camino' ? same : 'not-yours')),
  );
  expect(verdicts(viewer, null).pendiente?.slice(1)).toEqual(Array(4).fill('not-yours'));
});
