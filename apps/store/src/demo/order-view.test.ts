import { describe, expect, it } from 'vitest';
import { loadPageModule } from './page-module.ts';

const { describeDelivery, orderSteps } = await loadPageModule('describe-order.js');
const { nextRefreshMs } = await loadPageModule('next-refresh.js');
const now = Date.parse('2026-11-22T12:00:00Z');

function order(entrega: object, ticket: object | null = null) {
  return { recibido_en: '2026-11-22T12:00:00Z', entrega: { intentos: 1, ...entrega }, ticket };
}

function states(view: ReturnType<typeof order>): string[] {
  return orderSteps(view).map((step: { texto: string; estado: string }) => `${step.texto}: ${step.estado}`);
}

describe('an order in the demo shop', () => {
  it('says when the next attempt is, and why there is none', () => {
    const due = { id: 1, estado: 'pendiente', intentos: 2, proximo_intento: '2026-11-22T12:00:12Z' };
    expect(describeDelivery(due, now).replaceAll('\u00a0', ' ')).toBe('Pendiente: próximo intento en 12 s');
    expect(describeDelivery(due, now + 20_000)).toBe('Pendiente: próximo intento ahora');
    expect(describeDelivery({ ...due, intentos: 0 }, now)).toBe('Pendiente: enviando ahora');
    expect(describeDelivery({ estado: 'rechazada', motivo: 'sin zona' }, now)).toBe('Rechazada: sin zona');
  });

  it('shows the way as far as it is known', () => {
    expect(states(order({ estado: 'pendiente' }))).toEqual([
      'Pedido recibido: hecho',
      'Avisando al tablero: actual',
      'En preparación: falta',
      'En camino: falta',
      'Entregado: falta',
    ]);
    const onItsWay = { estado: 'en-camino', repartidor_asignado: 'Mica' };
    expect(states(order({ estado: 'entregada' }, onItsWay)).slice(2)).toEqual([
      'En preparación: hecho',
      'En camino: actual',
      'Entregado: falta',
    ]);
  });

  it('leaves out the road for an order that was picked up, and all that will not happen', () => {
    const pickedUp = { estado: 'entregado', repartidor_asignado: null };
    expect(states(order({ estado: 'entregada' }, pickedUp)).slice(2)).toEqual([
      'En preparación: hecho',
      'Entregado: hecho',
    ]);
    expect(states(order({ estado: 'rechazada' })).slice(1)).toEqual(['El tablero lo rechazó: fallo']);
  });

  it('is looked at every second while it changes, slower at rest, and right after an attempt', () => {
    expect(nextRefreshMs({ now, changedAt: now - 5_000 })).toBe(1_000);
    expect(nextRefreshMs({ now, changedAt: now - 120_000 })).toBe(5_000);
    expect(nextRefreshMs({ now, changedAt: now - 3_600_000 })).toBe(30_000);
    expect(nextRefreshMs({ now, changedAt: now - 3_600_000, dueAt: now + 8_000 })).toBe(8_500);
    expect(nextRefreshMs({ now, changedAt: now - 3_600_000, dueAt: now - 8_000 })).toBe(1_000);
  });
});
