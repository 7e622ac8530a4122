import { signal } from '@preact/signals-core';
import type { HistoryEntry, Person, Role, State, Ticket } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { startBoard } from '../../live/testing/start-board.ts';
import { callLate } from './alerts.tsx';
import { callEveryMs, createLostOrders, type LossKind, lossOf } from './lost-orders.tsx';

const rosa = { id: 7, nombre: 'Rosa' };

type Row = [LossKind | null, Role, boolean, Partial<Ticket>, Partial<Ticket> | undefined];
const kitchen = { estado: 'en-preparacion' } as const;
const away = { estado: 'en-camino', repartidor: rosa } as const;

it.each<Row>([
  // In the shop: what is past pendiente belongs to all, the rest to who has touched it.
  ['cancelado', 'operador', false, kitchen, { estado: 'cancelado' }],
  ['cancelado', 'admin', false, away, { estado: 'cancelado' }],
  [null, 'operador', false, {}, { estado: 'cancelado' }],
  ['cancelado', 'operador', true, {}, { estado: 'cancelado' }],
  ['devuelto', 'operador', false, kitchen, { estado: 'pendiente' }],
  ['devuelto', 'operador', false, away, kitchen],
  [null, 'operador', true, kitchen, away],
  [null, 'operador', true, away, { estado: 'entregado' }],
  ['indicaciones', 'operador', false, kitchen, { ...kitchen, indicaciones: 'Sin sal' }],
  [null, 'operador', false, {}, { indicaciones: 'Sin sal' }],
  ['indicaciones', 'operador', true, {}, { indicaciones: 'Sin sal' }],
  ['repartidor', 'operador', true, away, { ...away, repartidor: { id: 8, nombre: 'Leo' } }],
  [null, 'operador', false, away, { ...away, repartidor: { id: 8, nombre: 'Leo' } }],
  [null, 'operador', true, kitchen, { ...kitchen, repartidor: rosa }],
  [null, 'operador', true, kitchen, { ...kitchen, prioridad: 'alta' }],
  [null, 'operador', true, { estado: 'cancelado' }, { estado: 'pendiente' }],
  [null, 'operador', true, kitchen, undefined],
  // A driver carries whatever is theirs.
  ['cancelado', 'repartidor', false, { repartidor: rosa }, { repartidor: rosa, estado: 'cancelado' }],
  ['entregado', 'repartidor', false, away, { ...away, estado: 'entregado' }],
  ['devuelto', 'repartidor', false, away, { ...away, estado: 'en-preparacion' }],
  ['retirado', 'repartidor', false, away, undefined],
  ['indicaciones', 'repartidor', false, away, { ...away, indicaciones: 'Timbre 2' }],
  [null, 'repartidor', false, { ...away, estado: 'en-preparacion' }, away],
  [null, 'repartidor', false, { ...away, estado: 'entregado' }, undefined],
  // Who only looks has nothing in hand.
  [null, 'lectura', false, away, { estado: 'cancelado' }],
])('is %s for %s (touched: %s) when %j becomes %j', (kind, rol, touched, before, after) => {
  const facts = { estado: 'pendiente' as State, indicaciones: null, repartidor: null };
  expect(lossOf({ ...facts, ...before }, after && { ...facts, ...after }, { rol, touched })).toBe(kind);
});

/** A page with its memory on the device, which a reload does not lose. */
function start({ rol = 'operador' as Role, view = null as number | null } = {}) {
  const test = startBoard({ view });
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const calls: number[] = [];
  const asked: number[] = [];
  const entry = { seq: 9, en: '2026-11-22T12:00:00.000Z', autor: 'Beto', accion: 'cancelar', de: null };
  const history = async (ticketId: number): Promise<HistoryEntry[]> => {
    asked.push(ticketId);
    return [{ ...entry, a: 'cancelado', motivo: 'Se arrepintió' }];
  };
  const open = () => {
    // The model's only author: a shared account, whose other devices are somebody else.
    const person = signal<Person | null>({ id: 7, nombre: 'tienda', rol });
    const call = () => void calls.push(test.clock.now());
    const parts = { engine: test.board, person, clock: test.clock, storage, history, call };
    return { person, ...createLostOrders(parts) };
  };
  const elsewhere = (id: number, fields: Partial<Ticket>) => {
    const ids = [...test.server.tickets().keys()];
    test.wire.publish(test.server.change((ids.indexOf(id) + 0.5) / ids.length, fields));
    test.clock.advance(25);
  };
  const run = (id: number, accion: 'avanzar' | 'reconocer') => {
    const ticket = test.board.shown.value.get(id);
    if (ticket) test.board.send(ticket, { accion });
    test.clock.advance(100);
  };
  return { ...test, kept, calls, asked, open, elsewhere, run };
}

describe('an order that somebody else takes', () => {
  it('stays until it is tapped, and is called out again and again until then', () => {
    const { clock, calls, open, elsewhere } = start();
    const page = open();
    elsewhere(2, { estado: 'en-preparacion' });
    expect(page.lost.value).toEqual([]);
    elsewhere(2, { estado: 'cancelado' });
    expect(page.lost.value).toMatchObject([{ ticketId: 2, from: 'en-preparacion', kind: 'cancelado' }]);
    expect(page.lost.value[0]?.autor).toEqual(expect.any(String));
    clock.advance(2 * callEveryMs);
    expect(calls).toHaveLength(3);
    page.acknowledge(2);
    clock.advance(10 * callEveryMs);
    expect([page.lost.value, calls.length]).toEqual([[], 3]);
  });

  it('is silent after five minutes, where nobody is there to hear it, and stays', () => {
    const { clock, calls, open, elsewhere } = start();
    const page = open();
    elsewhere(2, { estado: 'en-preparacion' });
    elsewhere(2, { estado: 'cancelado' });
    clock.advance(60 * 60_000);
    expect(calls).toHaveLength(20);
    expect(page.lost.value).toHaveLength(1);
  });

  it('is nothing new for who did it here', () => {
    const { clock, open, run, board } = start();
    const page = open();
    run(1, 'avanzar');
    expect(board.shown.value.get(1)?.estado).toBe('en-preparacion');
    const ticket = board.shown.value.get(1);
    if (ticket) board.send(ticket, { accion: 'cancelar', motivo: 'x' });
    clock.advance(100);
    expect(board.tickets.value.get(1)?.estado).toBe('cancelado');
    expect(page.lost.value).toEqual([]);
  });

  it('counts from the first touch, or while its dialog is open', () => {
    const { open, elsewhere, run } = start();
    const page = open();
    elsewhere(1, { estado: 'cancelado' });
    expect(page.lost.value).toEqual([]);
    run(2, 'reconocer');
    page.opened(3);
    elsewhere(2, { estado: 'cancelado' });
    elsewhere(3, { estado: 'cancelado' });
    expect(page.lost.value.map(({ ticketId }) => ticketId)).toEqual([2, 3]);
  });

  it('is given back when it is again where it was', () => {
    const { open, elsewhere } = start();
    const page = open();
    elsewhere(2, { estado: 'en-preparacion' });
    elsewhere(2, { estado: 'cancelado' });
    elsewhere(2, { estado: 'en-preparacion' });
    expect(page.lost.value).toEqual([]);
  });

  it('is told to a driver who gets it taken, and to nobody once they have signed out', () => {
    const { kept, open, elsewhere } = start({ rol: 'repartidor', view: 7 });
    const page = open();
    elsewhere(2, { repartidor: rosa });
    elsewhere(2, { repartidor: { id: 8, nombre: 'Leo' } });
    expect(page.lost.value).toMatchObject([{ ticketId: 2, kind: 'retirado' }]);
    page.person.value = null;
    expect(page.lost.value).toEqual([]);
    // Nothing of a customer is left on the device.
    expect([...kept.values()].join()).not.toMatch(/Ana|Pérez|Belgrano/);
  });

  it('is told after a reload, also when it happened while the page was away, with what the history says', async () => {
    const { reload, clock, server, open, elsewhere, asked } = start({ rol: 'repartidor', view: 7 });
    open();
    elsewhere(1, { repartidor: rosa });
    elsewhere(2, { repartidor: rosa });
    elsewhere(3, { repartidor: rosa });
    elsewhere(3, { estado: 'cancelado' });
    server.change(0, { estado: 'cancelado' });
    server.change(0.5, { repartidor: null });
    reload();
    const page = open();
    clock.advance(500);
    await Promise.resolve();
    await Promise.resolve();
    expect(page.lost.value.map(({ ticketId, kind }) => `${ticketId} ${kind}`)).toEqual([
      ...['3 cancelado', '1 cancelado', '2 retirado'],
    ]);
    expect(asked).toEqual([1]);
    expect(page.lost.value[1]).toMatchObject({ autor: 'Beto', motivo: 'Se arrepintió' });
  });
});

it('makes one sound for an order that becomes late in its state, and none for what was late before', () => {
  const late = signal<ReadonlySet<number>>(new Set([1]));
  const tickets = signal(new Map<number, Pick<Ticket, 'estado'>>([[1, { estado: 'pendiente' }]]));
  tickets.value.set(2, { estado: 'pendiente' });
  const calls: string[] = [];
  callLate({ late, tickets, chime: (melody) => calls.push(melody) });
  expect(calls).toEqual([]);
  late.value = new Set([1, 2]);
  late.value = new Set([1]);
  late.value = new Set([1, 2]);
  expect(calls).toEqual(['tarde']);
  tickets.value.set(2, { estado: 'en-preparacion' });
  late.value = new Set([1]);
  late.value = new Set([1, 2]);
  expect(calls).toEqual(['tarde', 'tarde']);
});
