import { isDeepStrictEqual } from 'node:util';
import { isOpen, type Ticket } from '@relevo/contract';
import { onBoard } from '@relevo/testkit/tickets';
import type { Intent } from './checkouts.ts';
import type { StoredState } from './observe-scene.ts';
import type { GivenCommand } from './operators.ts';

/** What everybody knows of a run when it is over and everything has been handed on. */
export type Histories = {
  intents: readonly Intent[];
  commands: readonly GivenCommand[];
  state: StoredState;
  boards: readonly { tickets: ReadonlyMap<number, Ticket>; arrivals: readonly number[] }[];
};

/** Names of what breaks the promise, each with what it was found on. */
export type Verdict = {
  findings: Record<Finding, string[]>;
  /** Taken and confirmed; and those whose checkout never learnt it, but that are there. */
  counts: { attempted: number; acknowledged: number; tickets: number; recovered: number; changes: number };
};

const findingNames = [
  'lost',
  'unexpected',
  'duplicated',
  'refused',
  'unanswered',
  'undelivered',
  'board differs',
  'shown as new twice',
  'never shown as new',
  'store differs',
  'shops mixed up',
  'history differs',
  'log broken',
] as const;
export type Finding = (typeof findingNames)[number];

/**
 * Compares what was handed in with what came of it, in the manner of Jepsen's checkers for queues: an order that was
 * acknowledged is a ticket, exactly one, on every board; one of unknown outcome may be; nothing else is.
 */
export function checkHistories(histories: Histories): Verdict {
  const { intents, state } = histories;
  const tickets = countBy(state.tickets, ({ caller, ticket }) => `${caller}/${ticket.cliente_nombre}`);
  const orders = countBy(state.orders, ({ caller, name }) => `${caller}/${name}`);
  const known = new Map(intents.map((intent) => [idOf(intent), intent]));
  const acknowledged = intents.filter(({ outcome }) => outcome === 'acknowledged');
  const twice = [...tickets, ...orders].filter(([, count]) => count > 1);
  return {
    findings: {
      lost: acknowledged.map(idOf).filter((id) => !tickets.has(id)),
      unexpected: [...tickets.keys()].filter((id) => (known.get(id)?.outcome ?? 'refused') === 'refused'),
      duplicated: [...new Set(twice.map(([id]) => id))],
      // Every order is valid: none may be refused.
      refused: intents.flatMap((intent) => (intent.refusal ? [`${idOf(intent)}: ${intent.refusal}`] : [])),
      // They went on long after the last fault.
      unanswered: intents.filter(({ patient, outcome }) => patient && outcome === 'unknown').map(idOf),
      undelivered: state.orders.filter(({ delivery }) => delivery !== 'entregada').map(({ name }) => name),
      'board differs': histories.boards.flatMap((board, at) => boardDifferences(board, state, at)),
      'shown as new twice': histories.boards.flatMap(({ arrivals }) =>
        [...countBy(arrivals, String)].flatMap(([id, count]) => (count > 1 ? [id] : [])),
      ),
      'never shown as new': histories.boards.flatMap((board, at) => unreachable(board, state, at)),
      'store differs': storeDifferences(state),
      'shops mixed up': mixedUp(state),
      'history differs': historyDifferences(histories),
      'log broken': logHoles(state),
    },
    counts: {
      attempted: intents.length,
      acknowledged: acknowledged.length,
      tickets: state.tickets.length,
      recovered: intents.filter((intent) => intent.outcome === 'unknown' && tickets.has(idOf(intent))).length,
      changes: state.changes,
    },
  };
}

/** An order is known by its shop and its name: two shops may use the same name and number. */
const idOf = ({ shop, name }: Intent) => `${shop}/${name}`;

/** Finds tickets that say another shop than they are stored for, and orders that have the ticket of another order. */
function mixedUp({ tickets, orders }: StoredState): string[] {
  const stored = new Map(tickets.map((row) => [row.ticket.ticket_id, row]));
  const wrongSource = tickets.filter(({ caller, ticket }) => ticket.fuente !== caller);
  const wrongTicket = orders.filter(({ caller, numero, ticketId }) => {
    const row = ticketId === null ? undefined : stored.get(ticketId);
    return row && (row.caller !== caller || row.ticket.numero !== numero);
  });
  return [
    ...wrongSource.map(
      ({ caller, ticket }) => `ticket ${ticket.ticket_id} of ${caller} says ${ticket.fuente}`,
    ),
    ...wrongTicket.map(({ caller, numero, ticketId }) => `${caller}/${numero} has ticket ${ticketId}`),
  ];
}

function boardDifferences(
  board: Histories['boards'][number],
  { tickets }: StoredState,
  at: number,
): string[] {
  const stored = new Map(tickets.map(({ ticket }) => [ticket.ticket_id, ticket]));
  const wrong = [...stored].filter(([id, ticket]) => {
    const shown = board.tickets.get(id);
    return !shown || !isDeepStrictEqual(onBoard(shown), onBoard(ticket));
  });
  const extra = [...board.tickets.keys()].filter((id) => !stored.has(id));
  return [...wrong.map(([id]) => id), ...extra].map((id) => `board ${at}: ticket ${id}`);
}

/** Finds tickets that a board never showed as new. One that was closed meanwhile need not be; an untouched one must. */
function unreachable(
  { arrivals }: Histories['boards'][number],
  { tickets }: StoredState,
  at: number,
): string[] {
  const told = new Set(arrivals);
  return tickets
    .filter(({ ticket }) => ticket.version === 1 && isOpen(ticket.estado) && !told.has(ticket.ticket_id))
    .map(({ ticket }) => `board ${at}: ticket ${ticket.ticket_id}`);
}

function storeDifferences({ tickets, orders }: StoredState): string[] {
  const stored = new Map(tickets.map(({ ticket }) => [ticket.ticket_id, ticket]));
  return orders.flatMap(({ name, ticketId, estado, version }) => {
    const ticket = ticketId === null ? undefined : stored.get(ticketId);
    if (ticket && ticket.estado === estado && ticket.version === (version ?? 1)) return [];
    return [`${name}: store has ${estado} v${version}, ticket is ${ticket?.estado} v${ticket?.version}`];
  });
}

function historyDifferences({ commands, state }: Histories): string[] {
  const changed = new Set(state.changed);
  const given = new Map(commands.map(({ cmdId, outcome }) => [cmdId, outcome]));
  return [
    ...commands.filter(({ cmdId, outcome }) => outcome === 'done' && !changed.has(cmdId)).map(described),
    ...commands.filter(({ cmdId, outcome }) => outcome === 'refused' && changed.has(cmdId)).map(described),
    ...state.changed.filter((cmdId) => !given.has(cmdId)).map((cmdId) => `${cmdId}: nobody gave it`),
    ...(state.changes === state.changed.length
      ? []
      : [`${state.changes} lines of history for ${state.changed.length} accepted commands`]),
  ];
}

const described = ({ cmdId, outcome }: GivenCommand) => `${cmdId}: its author knows it as ${outcome}`;

function logHoles({ log }: StoredState): string[] {
  const { lines, first, last, head } = log;
  return lines === last - first + 1 && last === head
    ? []
    : [`${lines} lines from ${first} to ${last}, head ${head}`];
}

function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return counts;
}
