import type { Ticket } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { checkHistories, type Finding, type Histories } from './check-histories.ts';
import { type Intent, orderFor } from './checkouts.ts';
import type { HistoryLine } from './observe-scene.ts';
import type { GivenCommand } from './operators.ts';
import type { Shop } from './scene.ts';

/**
 * Two orders that went well, one of them in two shops, one whose checkout never heard of it, a batch's ticket, two commands
 * on the first: its state, then its driver.
 */
function goodRun(): Histories {
  const placed = [
    intentOf('a', 'tienda', { told: 1 }),
    intentOf('a', 'sucursal', { told: 5 }),
    intentOf('b', 'tienda', { told: 2 }),
    intentOf('c', 'tienda', { outcome: 'unknown' }),
    intentOf('lote', 'tienda', { told: 4, way: 'batch' }),
  ];
  const ids = [1, 5, 2, 3, 4];
  const cameIn = placed.map((intent, at) => ticketFor(intent, ids[at] ?? 0)).sort(byId);
  const asked = first(cameIn);
  const moved: Ticket = { ...asked, estado: 'en-preparacion', reconocido: true, version: 2 };
  const assigned: Ticket = { ...moved, repartidor: { id: 7, nombre: 'Rosa' }, version: 3 };
  const history = [
    ...cameIn.map((ticket, at) => lineOf(at + 1, ticket)),
    lineOf(6, moved, { accion: 'avanzar', de: 'pendiente', a: 'en-preparacion', cmdId: 'done' }),
    lineOf(7, assigned, {
      ...{ accion: 'asignar', evento: 'ticket_asignado', autor: 'sucursal', driverId: 7 },
      ...{ de: null, a: 'Rosa', cmdId: 'given' },
    }),
  ];
  const tickets = cameIn.map((ticket) => (ticket.ticket_id === 1 ? assigned : ticket));
  const order = (intent: Intent, ticketId: number) => {
    const { estado, version } = tickets[ticketId - 1] ?? asked;
    const told = { ticketId, estado, version: version === 1 ? null : version };
    const kept = { numero: intent.name, caller: intent.shop, name: intent.name, body: { ...intent.order } };
    return { ...kept, delivery: 'entregada', ...told };
  };
  const held = (driverId?: number) => {
    const seen = tickets.filter(({ repartidor }) => driverId === undefined || repartidor?.id === driverId);
    return new Map(seen.map((ticket) => [ticket.ticket_id, structuredClone(ticket)]));
  };
  return structuredClone<Histories>({
    intents: [...placed, intentOf('gone', 'tienda', { outcome: 'unknown' })],
    commands: [
      { cmdId: 'done', outcome: 'done', author: 'tienda', ticketId: 1, wish: { accion: 'avanzar' } },
      ...(['no', 'who-knows'] as const).map((cmdId): GivenCommand => {
        const outcome = cmdId === 'no' ? 'refused' : 'unknown';
        return { cmdId, outcome, author: 'tienda', ticketId: 1, wish: { accion: 'reconocer' } };
      }),
      {
        ...{ cmdId: 'given', outcome: 'done', author: 'sucursal', ticketId: 1 },
        wish: { accion: 'asignar', repartidor_id: 7 },
      },
    ],
    state: {
      tickets: tickets.map((ticket) => ({ ticket, caller: ticket.fuente })),
      orders: placed.flatMap((intent, at) => (intent.way === 'batch' ? [] : [order(intent, ids[at] ?? 0)])),
      history,
      changed: ['done', 'given'],
      changes: 2,
      log: { lines: 7, first: 1, last: 7, head: 7 },
      attempts: {},
    },
    boards: [
      { tickets: held(), arrivals: [1, 2, 3, 4, 5] },
      { tickets: held(7), arrivals: [1], driverId: 7 },
    ],
    mayLackClosed: false,
    watched: { 'behind and called live': [], 'heard after revoked': [], 'slow board misled': [] },
  });
}

const byId = (one: Ticket, other: Ticket) => one.ticket_id - other.ticket_id;

/** What a checkout wanted. @param more.told the ticket of which it was told */
function intentOf(
  name: string,
  shop: Shop,
  more: { told?: number; outcome?: Intent['outcome']; way?: Intent['way'] },
): Intent {
  const { told, outcome = 'acknowledged', way = 'order' } = more;
  const order = orderFor(shop, name);
  const answers = told === undefined ? [] : [{ numero: name, total: Number(order.total), ticketId: told }];
  return { name, shop, way, patient: outcome === 'acknowledged', outcome, order, told: answers };
}

function ticketFor({ name, shop, order }: Intent, ticket_id: number): Ticket {
  const { cupon, ...fields } = structuredClone(order);
  return makeTicket({
    ...{ ...fields, ticket_id, fuente: shop, numero: name, extra: { cupon } },
    total: Number(order.total),
    cliente_telefono: order.cliente_telefono || null,
    prioridad: order.tipo_cliente === null ? 'normal' : 'alta',
  });
}

function lineOf(seq: number, ticket: Ticket, more: Partial<HistoryLine> = {}): HistoryLine {
  return {
    ...{ seq, ticketId: ticket.ticket_id, autor: ticket.fuente, ticket: structuredClone(ticket) },
    ...(more.accion
      ? { evento: 'ticket_actualizado', accion: more.accion, de: null, a: null }
      : { evento: 'nuevo_ticket', accion: 'crear', de: null, a: 'pendiente' }),
    ...{ motivo: null, driverId: null, cmdId: null },
    ...more,
  };
}

const found = (histories: Histories) =>
  Object.entries(checkHistories(histories).findings)
    .filter(([, names]) => names.length > 0)
    .map(([finding]) => finding);

type Harm = [Finding, string, (run: Histories) => void];

/** The line of the history with this number. */
const line = ({ state }: Histories, seq: number) => state.history[seq - 1] ?? expect.fail('no such line');

// A wrong value, the same wherever it is kept, so that only a comparison with what was sent can tell.
const everywhere = (run: Histories, change: (ticket: Ticket) => void) => {
  for (const { ticket, caller } of run.state.tickets) if (caller === 'tienda') change(ticket);
  for (const { ticket } of run.state.history) if (ticket.fuente === 'tienda') change(ticket);
  for (const { tickets } of run.boards)
    for (const ticket of tickets.values()) if (ticket.fuente === 'tienda') change(ticket);
};

const moreHarms: Harm[] = [
  ...(
    [
      ['total', (ticket) => Object.assign(ticket, { total: Math.round(ticket.total) + 1 })],
      ['address', (ticket) => Object.assign(ticket, { cliente_direccion: null })],
      ['payment', (ticket) => Object.assign(ticket, { metodo_pago: 'otro' })],
      ['quantity', (ticket) => Object.assign(ticket.productos[0] ?? {}, { cantidad: 99 })],
      ['field of its own', (ticket) => Object.assign(ticket, { extra: {} })],
    ] as [string, (ticket: Ticket) => void][]
  ).map(
    ([what, change]): Harm => [
      'contents differ',
      `tickets with another ${what}`,
      (run) => everywhere(run, change),
    ],
  ),
  [
    'contents differ',
    'an order that the store keeps with another total',
    ({ state }) => void Object.assign(first(state.orders).body, { total: 1 }),
  ],
  [
    'answer differs',
    'a checkout that was told another total',
    ({ intents }) => void Object.assign(first(first(intents).told), { total: 1 }),
  ],
  [
    'answer differs',
    'a checkout that was told the ticket of another order',
    ({ intents }) => void Object.assign(first(first(intents).told), { ticketId: 2 }),
  ],
  ['history differs', 'another author', (run) => void Object.assign(line(run, 6), { autor: 'sucursal' })],
  ['history differs', 'no author', (run) => void Object.assign(line(run, 7), { autor: '' })],
  ['history differs', 'another action', (run) => void Object.assign(line(run, 6), { accion: 'mover' })],
  ['history differs', 'another state before', (run) => void Object.assign(line(run, 6), { de: 'en-camino' })],
  ['history differs', 'another state after', (run) => void Object.assign(line(run, 6), { a: 'entregado' })],
  ['history differs', 'another driver', (run) => void Object.assign(line(run, 7), { a: 'Leo' })],
  [
    'history differs',
    'work done on another ticket',
    ({ commands }) => void Object.assign(first(commands), { ticketId: 2 }),
  ],
  [
    'history differs',
    'two versions in each other’s place',
    (run) => {
      const [one, other] = [line(run, 6).ticket, line(run, 7).ticket];
      [one.version, other.version] = [other.version, one.version];
    },
  ],
  [
    'history differs',
    'the coming of a ticket in the name of another shop',
    (run) => void Object.assign(line(run, 5), { autor: 'tienda' }),
  ],
  [
    'event differs',
    'a last line that is not what the ticket is',
    (run) => void Object.assign(line(run, 7).ticket, { total: 1 }),
  ],
  [
    'event differs',
    'a line that changed more than its action does',
    (run) => void Object.assign(line(run, 6).ticket, { indicaciones: 'otras' }),
  ],
  [
    'event differs',
    'an assignment that was told as another change',
    (run) => void Object.assign(line(run, 7), { evento: 'ticket_actualizado' }),
  ],
  [
    'event differs',
    'an event for another driver than its ticket’s',
    (run) => void Object.assign(line(run, 7), { driverId: 8 }),
  ],
  [
    'board differs',
    'a driver’s board without their ticket',
    ({ boards }) => void (last(boards).tickets as Map<number, unknown>).clear(),
  ],
  [
    'board differs',
    'a driver’s board with a ticket of somebody else',
    ({ boards }) => void (last(boards).tickets as Map<number, unknown>).set(2, makeTicket({ ticket_id: 2 })),
  ],
  ...(['behind and called live', 'heard after revoked', 'slow board misled'] as const).map(
    (finding): Harm => [
      finding,
      'what was seen during the run',
      ({ watched }) => void watched[finding].push('x'),
    ],
  ),
];

const last = <T>(items: readonly T[]): T => items.at(-1) ?? expect.fail('there is none');
const first = <T>(items: readonly T[]): T => items[0] ?? expect.fail('there is none');

describe('the checker', () => {
  it('finds nothing wrong with a run in which everything arrived once', () => {
    expect(found(goodRun())).toEqual([]);
    const { counts } = checkHistories(goodRun());
    expect(counts).toEqual({ attempted: 6, acknowledged: 4, tickets: 5, recovered: 1, changes: 2 });
  });

  const harms: Harm[] = [
    ['lost', 'an acknowledged order without a ticket', ({ state }) => void state.tickets.shift()],
    ['lost', 'an order of one shop, taken for the same of another', ({ state }) => void state.tickets.pop()],
    [
      'shops mixed up',
      'an order that has the ticket of another shop’s order with its number',
      ({ state }) => void Object.assign(state.orders.at(-1) ?? {}, { ticketId: 1 }),
    ],
    [
      'shops mixed up',
      'a ticket that says another shop',
      ({ state }) => void Object.assign(state.tickets.at(-1)?.ticket ?? {}, { fuente: 'tienda' }),
    ],
    [
      'unexpected',
      'a ticket that nobody handed in',
      ({ state }) => void state.tickets.push({ ticket: makeTicket({ ticket_id: 9 }), caller: 'tienda' }),
    ],
    [
      'unexpected',
      'a ticket of an order that was refused',
      ({ intents }) => void Object.assign(first(intents), { outcome: 'refused' }),
    ],
    ['duplicated', 'two tickets of one order', ({ state }) => void state.tickets.push(first(state.tickets))],
    ['duplicated', 'one order stored twice', ({ state }) => void state.orders.push(first(state.orders))],
    [
      'refused',
      'a good order refused',
      ({ intents }) => void Object.assign(first(intents), { refusal: '400' }),
    ],
    [
      'unanswered',
      'a patient checkout that never heard what became of its order',
      ({ intents }) => void Object.assign(first(intents), { outcome: 'unknown' }),
    ],
    [
      'undelivered',
      'an order that is still waiting',
      ({ state }) => void Object.assign(first(state.orders), { delivery: 'pendiente' }),
    ],
    [
      'board differs',
      'a board without a ticket',
      ({ boards }) => void (first(boards).tickets as Map<number, unknown>).delete(2),
    ],
    [
      'board differs',
      'a board with a ticket of an older version',
      ({ boards }) => void Object.assign(first(boards).tickets.get(1) ?? {}, { version: 2 }),
    ],
    [
      'shown as new twice',
      'an order told as new twice',
      ({ boards }) => void (first(boards).arrivals as number[]).push(1),
    ],
    [
      'never shown as new',
      'an order that no board was told of',
      ({ boards }) => void (first(boards).arrivals as number[]).pop(),
    ],
    [
      'store differs',
      'a store that missed a change',
      ({ state }) => void Object.assign(first(state.orders), { estado: 'cancelado' }),
    ],
    [
      'store differs',
      'a store that knows no ticket',
      ({ state }) => void Object.assign(first(state.orders), { ticketId: null }),
    ],
    [
      'history differs',
      'work that was confirmed and not done',
      ({ state }) => Object.assign(state, { changed: [], changes: 0 }),
    ],
    [
      'history differs',
      'work that was refused and done',
      ({ state }) => Object.assign(state, { changed: ['done', 'given', 'no'], changes: 3 }),
    ],
    [
      'history differs',
      'work that nobody asked for',
      ({ state }) => Object.assign(state, { changed: ['done', 'given', 'x'], changes: 3 }),
    ],
    ['history differs', 'work that left two lines', ({ state }) => Object.assign(state, { changes: 3 })],
    ...moreHarms,
    ['log broken', 'a hole in the log', ({ state }) => Object.assign(state.log, { lines: 5 })],
  ];
  it('expects no board to be told of an order that was changed before the board could hear of it', () => {
    const run = goodRun();
    // The first one of the good run has been worked on.
    (first(run.boards).arrivals as number[]).shift();
    expect(found(run)).toEqual([]);
  });

  it('lets a board be without a closed ticket where a clock was ahead, and only then', () => {
    const closed = (mayLackClosed: boolean) => {
      const run: Histories = { ...goodRun(), mayLackClosed };
      const [one] = run.state.tickets.filter(({ ticket }) => ticket.ticket_id === 2);
      for (const row of [one?.ticket, run.state.history[1]?.ticket, run.state.history[1]])
        Object.assign(row ?? {}, row && 'seq' in row ? { a: 'cancelado' } : { estado: 'cancelado' });
      (first(run.boards).tickets as Map<number, unknown>).delete(2);
      return found(run);
    };
    expect(closed(false)).toContain('board differs');
    expect(closed(true)).not.toContain('board differs');
  });

  it.each(harms)('calls it %s: %s', (finding, _what, harm) => {
    const run = goodRun();
    harm(run);
    expect(found(run)).toContain(finding);
  });
});
