import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Board, EventOutcome } from './apply.ts';
import type { BoardState } from './board-state.ts';
import type { PropertyName } from './testing/board-properties.ts';

// Each of these bugs is planted in one module, and one of the properties must catch it.

const cuts = 'equals the server 2 s after cuts and restarts';
const lostFrames =
  'equals the server 1 s after the next position when frames were lost, doubled, delayed and reordered';
const drivers =
  'gives a driver exactly what the server lets that driver see, with tickets going back and forth';
const work = 'does each command once or says that it did not, and never overwrites a colleague';
const live =
  'rings for what comes in on a standing connection, and for nothing that a reconnect or a reload brings';
const rings = 'rings for no ticket twice on one device';

// biome-ignore lint/suspicious/noExplicitAny: a planted bug wraps a module's functions of any type
type Functions = Record<string, (...args: any[]) => any>;
type Bug = { bug: string; module: string; caughtBy: PropertyName; plant(real: Functions): Functions };

/** Adds the tickets that an event removed to its outcome again. */
function keepGiven(before: Board, outcome: EventOutcome): EventOutcome {
  if (outcome.kind !== 'applied') return outcome;
  const { cursor, tickets } = outcome.board;
  return { kind: 'applied', board: { cursor, tickets: new Map([...before.tickets, ...tickets]) } };
}

const bugs: Bug[] = [
  {
    bug: 'the cursor moves before the event is applied',
    module: './board-state.ts',
    caughtBy: lostFrames,
    plant: ({ createBoardState }) => ({
      createBoardState(clock: unknown): BoardState {
        const held: BoardState = createBoardState?.(clock);
        return {
          ...held,
          apply(event) {
            const outcome = held.apply(event);
            const { epoch, seq } = event;
            if (outcome === 'gap') held.replace({ ...held.now(), cursor: { epoch, seq } });
            return outcome;
          },
        };
      },
    }),
  },
  {
    bug: 'a gap is ignored',
    module: './apply.ts',
    caughtBy: lostFrames,
    plant: ({ applyEvent }) => ({
      applyEvent: (board, event) => applyEvent?.(board, { ...event, prev: board.cursor?.seq }),
    }),
  },
  {
    bug: 'an older snapshot is applied',
    module: './apply.ts',
    caughtBy: lostFrames,
    plant: ({ applyReply }) => ({
      applyReply: (board, reply, asked) =>
        reply.tipo === 'delta'
          ? applyReply?.(board, reply, asked)
          : applyReply?.({ ...board, cursor: null }, reply, {}),
    }),
  },
  {
    bug: 'a delta that leaves a hole is applied',
    module: './apply.ts',
    caughtBy: lostFrames,
    plant: ({ applyReply }) => ({
      applyReply: (board, reply, asked) =>
        applyReply?.(
          board,
          reply.tipo === 'delta' ? { ...reply, eventos: reply.eventos.slice(1) } : reply,
          asked,
        ),
    }),
  },
  {
    bug: 'the loss of the last event goes unnoticed',
    module: './position-watch.ts',
    caughtBy: lostFrames,
    plant: ({ createPositionWatch }) => ({
      createPositionWatch: (deps, on) => ({
        ...createPositionWatch?.(deps, on),
        heard: () => deps.replay.underWay() || on.same(),
        recheck() {},
      }),
    }),
  },
  {
    bug: 'a driver keeps a ticket that was given away',
    module: './apply.ts',
    caughtBy: drivers,
    plant: ({ applyEvent, applyReply }) => ({
      applyEvent: (board, event) => keepGiven(board, applyEvent?.(board, event)),
      applyReply: (board, reply, asked) => {
        const outcome = applyReply?.(board, reply, asked);
        return reply.tipo === 'delta' ? keepGiven(board, outcome) : outcome;
      },
    }),
  },
  {
    bug: 'a command is sent again with a new id',
    module: '../actions/queued-command.ts',
    caughtBy: work,
    plant: ({ messageOf, ...real }) => ({
      ...real,
      messageOf: (queued) => ({ ...messageOf?.(queued), cmd_id: `otro-${Math.random()}` }),
    }),
  },
  {
    bug: 'a command goes out with whatever version the ticket has by then',
    module: './testing/decide-model-command.ts',
    caughtBy: work,
    plant: ({ decideModelCommand, ...real }) => ({
      ...real,
      decideModelCommand: (ticket, command) =>
        decideModelCommand?.(ticket, { ...command, version: ticket.version }),
    }),
  },
  {
    bug: 'an answer is shown although the ticket has moved on',
    module: './board-state.ts',
    caughtBy: work,
    plant: (real) => ({
      ...real,
      layAnswers: (tickets, answers) =>
        new Map([...tickets, ...[...answers].filter(([id]) => tickets.has(id))]),
    }),
  },
  {
    bug: 'work under way is shown on a ticket that has moved on',
    module: '../actions/show-pending.ts',
    caughtBy: work,
    plant: ({ showPending }) => ({
      showPending(tickets, queue, live) {
        const shown = new Map(showPending?.(tickets, queue, live));
        for (const { ticketId, command } of queue) {
          const ticket = tickets.get(ticketId);
          if (ticket && command.accion === 'mover')
            shown.set(ticketId, { ...ticket, estado: command.estado });
        }
        return shown;
      },
    }),
  },
  {
    bug: 'a command is sent although the one that it is based on was refused',
    module: '../actions/queued-command.ts',
    caughtBy: work,
    plant: (real) => ({ ...real, followersOf: () => [] }),
  },
  {
    bug: 'a reload rings again',
    module: './new-arrivals.ts',
    caughtBy: rings,
    plant: ({ newArrivals }) => ({
      newArrivals: (known, board, opening) =>
        newArrivals?.(opening ? { ...known, ids: [] } : known, board, false),
    }),
  },
  {
    bug: 'what a reconnect brings rings',
    module: './arrivals.ts',
    caughtBy: live,
    plant: ({ createLiveArrivals }) => ({
      createLiveArrivals: () => ({ ...createLiveArrivals?.(), begin: () => {} }),
    }),
  },
  {
    bug: 'an order whose frame was lost does not ring',
    module: './arrivals.ts',
    caughtBy: live,
    plant: ({ createLiveArrivals }) => ({
      createLiveArrivals() {
        const real = createLiveArrivals?.();
        return {
          ...real,
          bring: (board: unknown, events: unknown[]) => events.length === 1 && real.bring(board, events),
        };
      },
    }),
  },
];

afterEach(() => {
  for (const { module } of bugs) vi.doUnmock(module);
  vi.resetModules();
});

describe('a planted bug', () => {
  it('is the only cause of a failure: without one the properties hold', async () => {
    const { properties } = await import('./testing/board-properties.ts');
    for (const name of new Set(bugs.map(({ caughtBy }) => caughtBy)))
      properties[name]({ numRuns: 20, seed: 1 });
    properties[cuts]({ numRuns: 20, seed: 1 });
  });

  for (const { bug, module, caughtBy, plant } of bugs) {
    it(`is caught: ${bug}`, async () => {
      vi.resetModules();
      vi.doMock(module, async (importReal) => ({
        ...(await importReal<object>()),
        ...plant(await importReal()),
      }));
      const { properties } = await import('./testing/board-properties.ts');
      expect(() => properties[caughtBy]({ numRuns: 400, seed: 1 })).toThrow();
    });
  }
});
