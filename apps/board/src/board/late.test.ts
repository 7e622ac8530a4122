import { signal } from '@preact/signals-core';
import { type AgeLimits, defaultAgeLimits, type Ticket } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { startBoard } from '../live/testing/start-board.ts';
import { ageLevel, ageMinutes, lateTickets } from '../ticket/age.ts';
import { createBoardView } from './board-view.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Starts a board whose device's clock differs by this much from the server's, in ms. */
function startView({ deviceIsOffMs = 0, at = '2026-07-30T12:00:00Z' } = {}) {
  const test = startBoard({ orders: 0, startMs: Date.parse(at), deviceIsOffMs });
  const limits = signal<AgeLimits>(defaultAgeLimits);
  const view = createBoardView(test.board, test.deviceClock, limits);
  const { server, wire, clock } = test;
  const make = (fields: Partial<Ticket> = {}) => {
    const event = server.create(fields);
    wire.publish(event);
    return event.ticket_id;
  };
  const minutes = (n: number) => clock.advance(n * minuteMs);
  const pending = () => view.columns.pendiente.value.map(({ ticket_id }) => ticket_id);
  const levels = () =>
    Object.fromEntries(
      [...test.board.shown.value.values()].map(({ ticket_id, estado, fecha_creacion }) => [
        ticket_id,
        ageLevel(estado, ageMinutes(fecha_creacion, view.serverNow.value), limits.value),
      ]),
    );
  // The first position tells the board how wrong its clock is.
  clock.advance(6_000);
  return { ...test, view, limits, make, minutes, pending, levels };
}

describe.each([
  ['right', 0],
  ['2 h slow', -2 * hourMs],
  ['2 h fast', 2 * hourMs],
])('on a device whose clock is %s', (_how, deviceIsOffMs) => {
  it('makes an order slow, then late, by how long the customer has waited', () => {
    const { make, minutes, levels } = startView({ deviceIsOffMs });
    const id = make();
    minutes(4.9);
    expect(levels()[id]).toBe('on-time');
    minutes(0.2);
    expect(levels()[id]).toBe('slow');
    minutes(4.8);
    expect(levels()[id]).toBe('slow');
    minutes(0.2);
    expect(levels()[id]).toBe('late');
  });

  it('puts late orders first, then those of high priority, then the oldest', () => {
    const { make, minutes, pending } = startView({ deviceIsOffMs });
    const old = make();
    minutes(6);
    const [young, urgent] = [make(), make({ prioridad: 'alta' })];
    minutes(1);
    expect(pending()).toEqual([urgent, old, young]);
    minutes(3.1);
    expect(pending()).toEqual([old, urgent, young]);
    minutes(6);
    expect(pending()).toEqual([urgent, old, young]);
  });

  it('counts on over midnight', () => {
    const { make, minutes, levels, view } = startView({ deviceIsOffMs, at: '2026-07-30T23:55:00Z' });
    const id = make();
    minutes(4);
    expect(levels()[id]).toBe('on-time');
    minutes(7);
    expect(levels()[id]).toBe('late');
    expect(new Date(view.serverNow.value).getUTCDate()).toBe(31);
  });

  it('is correct at once when a tab whose timers slept becomes visible', () => {
    const { make, clock, view, levels, pending, minutes, board } = startView({ deviceIsOffMs });
    const [first, urgent] = [make(), make({ prioridad: 'alta' })];
    minutes(1);
    expect(pending()).toEqual([urgent, first]);
    const last = make();
    clock.advance(1_000);
    clock.skip(9.5 * minuteMs);
    // As `main.tsx` does when the page becomes visible, before any timer runs.
    view.refresh();
    board.wake();
    expect(levels()).toEqual({ [first]: 'late', [urgent]: 'late', [last]: 'slow' });
    expect(pending()).toEqual([urgent, first, last]);
  });
});

it('follows limits that change while it is open', () => {
  const { make, minutes, levels, pending, limits } = startView();
  const [old, urgent] = [make(), make({ prioridad: 'alta' })];
  minutes(3);
  expect([levels()[old], pending()]).toEqual(['on-time', [urgent, old]]);
  const other = make();
  minutes(0.5);
  limits.value = { ...defaultAgeLimits, pendiente: { aviso_min: 1, tarde_min: 3 } };
  expect(levels()).toEqual({ [old]: 'late', [urgent]: 'late', [other]: 'on-time' });
});

it('sorts again only when an order turns late', () => {
  const { make, minutes, clock, view } = startView();
  make();
  minutes(3);
  make();
  clock.advance(1_000);
  const before = view.columns.pendiente.value;
  let changes = -1;
  const stop = view.columns.pendiente.subscribe(() => {
    changes += 1;
  });
  clock.advance(6 * minuteMs);
  expect([changes, view.columns.pendiente.value]).toEqual([0, before]);
  stop();
});

it('returns the same set while the same orders are late, so that nothing is computed again', () => {
  const now = createFakeClock().now();
  const tickets = Array.from({ length: 500 }, (_, at) =>
    makeTicket({ ticket_id: at, fecha_creacion: new Date(now - at * 2_000).toISOString() }),
  );
  const look = (at: number, last: ReadonlySet<number>) =>
    lateTickets(tickets, { now: at, limits: defaultAgeLimits, last });
  const late = look(now, new Set());
  expect([...late].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => 300 + at));
  expect(look(now + 1_999, late)).toBe(late);
  expect(look(now + 2_000, late).size).toBe(201);
  for (const { ticket_id, estado, fecha_creacion } of tickets) {
    const level = ageLevel(estado, ageMinutes(fecha_creacion, now), defaultAgeLimits);
    expect(late.has(ticket_id)).toBe(level === 'late');
  }
});
