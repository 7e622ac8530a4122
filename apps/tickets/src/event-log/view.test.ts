import { boardEventSchema, leaveEventSchema, ticketEventSchema } from '@relevo/contract';
import { makeEvent, makeTicket, onBoard } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { everything, type LoggedEvent, seeEvent, viewsOf } from './view.ts';

const rosa = { driverId: 7 };
const leo = { driverId: 8 };
const at = { epoch: 'e', prev: 3 };

/** An event on a ticket that was `before` driver's and is `now` driver's. */
function logged(drivers?: { now: number | null; before: number | null }): LoggedEvent {
  const now = '2026-11-22T12:00:00.000Z';
  const ticket = onBoard(
    makeTicket({ estado: 'en-camino', reconocido: true, version: 2, actualizado_en: now }),
  );
  const { epoch: _epoch, prev: _prev, ...event } = makeEvent(9, ticket, { autor: 'Ana' });
  return { ...event, drivers };
}

describe('what a view sees of an event', () => {
  it.each([
    ['everybody, of nobody’s ticket', everything, undefined],
    ['everybody, of a driver’s ticket', everything, { now: 7, before: 8 }],
    ['everybody, of a ticket that was taken away', everything, { now: null, before: 8 }],
    ['the driver who gets it', rosa, { now: 7, before: null }],
    ['the driver who keeps it', rosa, { now: 7, before: 7 }],
    ['the driver who gets it from another', rosa, { now: 7, before: 8 }],
  ])('is all of it: %s', (_who, view, drivers) => {
    const { drivers: _internal, ...event } = logged(drivers);
    const seen = seeEvent(logged(drivers), view, at);
    expect(seen).toEqual({ ...event, epoch: 'e', prev: 3 });
    expect(ticketEventSchema.strict().parse(seen)).toEqual(seen);
  });

  it.each([
    ['it goes to another driver', { now: 8, before: 7 }],
    ['it goes to nobody', { now: null, before: 7 }],
  ])('is only that it leaves: %s', (_what, drivers) => {
    const seen = seeEvent(logged(drivers), rosa, at);
    const leave = { evento: 'ticket_retirado', epoch: 'e', seq: 9, prev: 3, ticket_id: 1 };
    expect(seen).toEqual({ ...leave, en: '2026-11-22T12:00:00.000Z' });
    expect(leaveEventSchema.strict().parse(seen)).toEqual(seen);
    expect(boardEventSchema.parse(seen)).toEqual(seen);
  });

  it.each([undefined, { now: 8, before: null }, { now: null, before: 8 }, { now: 8, before: 8 }])(
    'is nothing for a driver whose ticket it neither is nor was: %j',
    (drivers) => {
      expect(seeEvent(logged(drivers), rosa, at)).toBeUndefined();
    },
  );
});

it.each([
  [undefined, [everything]],
  [{ now: 7, before: null }, [everything, rosa]],
  [{ now: 7, before: 7 }, [everything, rosa]],
  [{ now: 7, before: 8 }, [everything, rosa, leo]],
  [{ now: null, before: 8 }, [everything, leo]],
])('names the views of an event, each once: %j', (drivers, views) => {
  expect(viewsOf(logged(drivers))).toEqual(views);
});
