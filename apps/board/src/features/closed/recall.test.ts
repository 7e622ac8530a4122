import { undoMs } from '@relevo/contract';
import { expect, it } from 'vitest';
import { createTicketActions } from '../../actions/ticket-actions.ts';
import { startBoard } from '../../live/testing/start-board.ts';
import { createRecallRequests, recallStateOf } from './recall.ts';

const none = async () => ({
  ok: false as const,
  ...{ status: null, type: null, detail: 'No responde.', errores: [], retryAfterS: null },
});

/** A board on which order 1 has been delivered, and the requests to take it back. */
function start() {
  const test = startBoard();
  const { board: engine, clock, server, wire } = test;
  wire.publish(server.change(0, { estado: 'entregado' }));
  clock.advance(25);
  const actions = createTicketActions({
    ...{ engine, clock, api: { drivers: none, history: none } },
    person: { id: 1, nombre: 'Ana', rol: 'operador' },
  });
  const refreshed: number[] = [];
  const requests = createRecallRequests(actions, { refresh: async (id) => void refreshed.push(id) });
  const ticket = () => {
    const found = actions.find(1);
    if (!found) throw new Error('order 1 is not on the board');
    return found;
  };
  const state = () => {
    const one = ticket();
    return recallStateOf(one, {
      offers: actions.offers(one),
      asked: requests.asked.value.get(1) === one.version,
      refused: requests.refused.value.get(1) === one.version,
      serverNow: clock.now(),
    }).kind;
  };
  return { ...test, actions, requests, ticket, state, refreshed };
}

it('takes a delivered order back', () => {
  const { clock, requests, ticket, state, refreshed } = start();
  expect(state()).toBe('offered');
  requests.recall(ticket());
  expect(state()).toBe('asked');
  clock.advance(45);
  expect([ticket().estado, state(), refreshed]).toEqual(['en-preparacion', 'open', []]);
});

it('reads the order again and offers it again where a colleague was faster', () => {
  const { clock, server, wire, actions, requests, ticket, state, refreshed } = start();
  // The board has not heard of it yet: what is asked for is based on an older version.
  const unheard = server.change(0, { indicaciones: 'Llamar antes' });
  requests.recall(ticket());
  clock.advance(45);
  expect(actions.notices.value.map(({ kind }) => kind)).toEqual(['stale']);
  expect([requests.asked.value.size, refreshed, state()]).toEqual([0, [1], 'offered']);
  wire.publish(unheard);
  requests.recall(ticket());
  clock.advance(45);
  expect([ticket().estado, state()]).toEqual(['en-preparacion', 'open']);
});

it('does not offer again what the service has refused', () => {
  const { clock, actions, requests, ticket, refreshed } = start();
  // Nobody else knows of this order any more.
  const gone = { ...ticket(), ticket_id: 99 };
  const state = () =>
    recallStateOf(gone, {
      offers: actions.offers(gone),
      asked: requests.asked.value.has(99),
      refused: requests.refused.value.get(99) === gone.version,
      serverNow: clock.now(),
    }).kind;
  expect(state()).toBe('offered');
  requests.recall(gone);
  expect(state()).toBe('asked');
  clock.advance(45);
  expect([state(), refreshed]).toEqual(['no', [99]]);
});

it('is offered for a day, to who may', () => {
  const { clock, ticket, actions } = start();
  const closed = ticket();
  const offers = actions.offers(closed);
  const last = Date.parse(closed.actualizado_en) + undoMs;
  const stateAt = (serverNow: number, undo: boolean) =>
    recallStateOf(closed, { offers: { ...offers, deshacer: undo }, asked: false, refused: false, serverNow })
      .kind;
  expect([stateAt(last, true), stateAt(last + 1, true), stateAt(clock.now(), false)]).toEqual([
    'offered',
    'no',
    'no',
  ]);
});

it('takes no note of notices once somebody has left the page', () => {
  const { clock, server, requests, ticket, refreshed } = start();
  server.change(0, { indicaciones: 'Llamar antes' });
  requests.recall(ticket());
  requests.stop();
  clock.advance(45);
  expect(refreshed).toEqual([]);
});
