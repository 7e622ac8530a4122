import { effect } from '@preact/signals-core';
import { closedOnBoardMs, defaultAgeLimits, isOpen, openStates, type State } from '@relevo/contract';
import { expect, it } from 'vitest';
import { createBoardView } from '../../board/board-view.ts';
import { startBoard } from '../../live/testing/start-board.ts';
import { ageLevel, ageMinutes } from '../../ticket/age.ts';
import { createUpdates, createVersionWatch } from '../../version/updates.ts';
import { heal } from './kiosk.ts';
import { fitCards, turnPages } from './tv-layout.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const orderEveryMs = 45 * secondMs;

/** How each order goes on, by its age in minutes; every seventh stays in the kitchen for long. */
const way: [atMin: number, estado: State][] = [
  [3, 'en-preparacion'],
  [16, 'en-camino'],
  [37, 'entregado'],
];
const room = { widthRem: 31, heightRem: 46 };

/** A TV and its shop, with all that runs on a TV beside the page itself. */
function startTv() {
  const test = startBoard({ orders: 0, deviceIsOffMs: 2 * hourMs });
  const { board, deviceClock: clock, server, wire } = test;
  const view = createBoardView(board, clock);
  const screen = { drawnAt: 0, draws: 0, reloads: 0, orders: 0 };
  effect(() => {
    screen.drawnAt = view.now.value;
    for (const state of openStates) screen.draws += Number(view.columns[state].value.length >= 0);
  });
  const reload = () => {
    screen.reloads += 1;
  };
  const body = { drawnAt: () => screen.drawnAt, healedAt: () => null, reload, reachable: async () => true };
  heal({ clock, connection: view.connection, body });
  const watch = createVersionWatch({ clock, running: '/assets/a.js', fetchPage: async () => '/assets/a.js' });
  const facts = () => ({
    isTv: true,
    hidden: false,
    busy: false,
    audible: true,
    quietForMs: view.serverNow.value,
  });
  createUpdates({ watch, reload, facts, memory: { recall: () => null, remember() {} } });

  const due: { at: number; id: number; estado: State }[] = [];
  function goOn(): void {
    const now = test.clock.now();
    screen.orders += 1;
    const { ticket_id: id, ...event } = server.create();
    wire.publish({ ticket_id: id, ...event });
    const slow = id % 7 === 0 ? 2 : 1;
    for (const [min, estado] of way) due.push({ at: now + min * slow * minuteMs, id, estado });
    for (const next of due.filter(({ at }) => at <= now)) {
      due.splice(due.indexOf(next), 1);
      wire.publish(server.change((next.id - 0.5) / screen.orders, { estado: next.estado }));
    }
  }

  return {
    ...{ ...test, view, screen },
    /** A shop's day: orders come in all the time, the connection breaks each hour, the service is away now and then. */
    run(hours: number) {
      const until = test.clock.now() + hours * hourMs;
      for (let at = 0; test.clock.now() < until; at += 1) {
        goOn();
        if (at % 90 === 45) wire.cut();
        if (at % 400 === 200) wire.serverUp(false);
        if (at % 400 === 203) wire.serverUp(true);
        test.clock.advance(orderEveryMs);
      }
      // What came last has its moment as news.
      test.clock.advance(30 * secondMs);
    },
    held: () => ({
      timers: test.clock.wakeTimes().length,
      fresh: view.fresh.value.size,
      commands: board.pendingCount.value,
      notices: board.notices.value.length,
      shown: board.shown.value.size,
      remembered: test.memory.recall()?.ids.length ?? 0,
    }),
  };
}

it('holds no more after further work than after 12 hours of it, and is correct at the end', () => {
  const tv = startTv();
  const { view, server, board, screen } = tv;
  tv.run(12.75);
  const half = tv.held();
  const orders = screen.orders;
  tv.run(2.75);
  const whole = tv.held();
  expect([orders, screen.orders]).toEqual([1_020, 1_240]);

  // What has been closed for 12 h goes; all else is the same but for a few on their way.
  const onBoard = (closedOnBoardMs + 80 * minuteMs) / orderEveryMs;
  expect(half.shown).toBeLessThanOrEqual(onBoard);
  expect(whole.shown).toBeLessThanOrEqual(onBoard);
  expect(whole.remembered).toBeLessThanOrEqual(5_000);
  expect({ ...whole, shown: 0, remembered: 0 }).toEqual({
    ...{ ...half, shown: 0, remembered: 0 },
    ...{ fresh: 0, commands: 0, notices: 0 },
  });
  expect([screen.reloads, board.errorReports.value]).toEqual([0, 0]);

  const stored = [...server.tickets().values()].filter(({ estado }) => isOpen(estado));
  const shown = openStates.flatMap((state) => [...view.columns[state].value]);
  const line = ({ ticket_id, estado }: { ticket_id: number; estado: State }) => `${ticket_id} ${estado}`;
  expect(shown.map(line).toSorted()).toEqual(stored.map(line).toSorted());
  expect(view.serverNow.value).toBeGreaterThan(tv.clock.now() - 2 * secondMs);
  expect(view.serverNow.value).toBeLessThanOrEqual(tv.clock.now());

  const fit = fitCards(
    openStates.map((state) => view.columns[state].value.length),
    room,
  );
  for (const state of openStates) {
    const tickets = view.columns[state].value;
    const levels = tickets.map(({ fecha_creacion }) =>
      ageLevel(state, ageMinutes(fecha_creacion, tv.clock.now()), defaultAgeLimits),
    );
    const late = levels.filter((level) => level === 'late').length;
    expect(levels.slice(0, late).every((level) => level === 'late')).toBe(true);
    const paging = (turn: number) => turnPages(tickets, { late, capacity: fit.capacity, turn });
    const { pages } = paging(0);
    const seen = Array.from({ length: pages }, (_, turn) => paging(turn).shown).flat();
    expect(new Set(seen)).toEqual(new Set(tickets));
  }
}, 120_000);
