import type { State } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { progressOf } from './guide-steps.ts';
import { guidedTicket, shownAfterCloseMs } from './onboarding.ts';

describe('the walk through a test order', () => {
  it.each<[State, boolean, string[], string | null, string | null]>([
    ['pendiente', false, [], 'seen', null],
    ['pendiente', true, ['seen'], 'prepare', null],
    // Whoever prepares it has seen it, also without saying so.
    ['en-preparacion', false, ['seen', 'prepare'], 'leave', null],
    ['en-camino', true, ['seen', 'prepare', 'leave'], 'deliver', null],
    // Picked up in the shop: nobody took it anywhere, and all the same it is done.
    ['entregado', true, ['seen', 'prepare', 'leave', 'deliver'], null, 'entregado'],
    ['cancelado', true, ['seen'], null, 'cancelado'],
  ])('in %s, acknowledged %s, has done %j and comes to %s', (estado, reconocido, done, now, end) => {
    const walk = progressOf({ estado, reconocido });
    expect([[...walk.done], walk.now, walk.end]).toEqual([done, now, end]);
  });
});

describe('the order that is walked through', () => {
  const now = Date.parse('2026-07-30T12:00:00Z');
  const marks = { fuente: 'tablero', origen: 'prueba' };
  const at = (ms: number) => new Date(ms).toISOString();
  const guided = (...given: Parameters<typeof makeTicket>[0][]) =>
    guidedTicket(given.map(makeTicket), { now, closedUpTo: 4 })?.ticket_id;

  it('is the newest test order, and never an order of the shop', () => {
    expect(guided({ ticket_id: 7, ...marks }, { ticket_id: 9, ...marks }, { ticket_id: 11 })).toBe(9);
    expect(guided({ ticket_id: 9, fuente: 'tienda', origen: 'prueba' })).toBeUndefined();
    expect(guided({ ticket_id: 9, fuente: 'tablero', origen: null })).toBeUndefined();
  });

  it('is never one whose guide somebody has closed', () => {
    expect(guided({ ticket_id: 4, ...marks })).toBeUndefined();
    expect(guided({ ticket_id: 5, ...marks })).toBe(5);
  });

  it('stays for a while after it is closed, and not for the rest of the day', () => {
    const ended = { ticket_id: 9, estado: 'entregado' as const, ...marks };
    expect(guided({ ...ended, actualizado_en: at(now - shownAfterCloseMs) })).toBe(9);
    expect(guided({ ...ended, actualizado_en: at(now - shownAfterCloseMs - 1) })).toBeUndefined();
  });
});
