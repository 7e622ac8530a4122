import { isDeepStrictEqual } from 'node:util';
import { type Action, isOpen, type Ticket } from '@relevo/contract';
import { onBoard } from '@relevo/testkit/tickets';
import type { Intent } from './checkouts.ts';
import type { HistoryLine, StoredState } from './observe-scene.ts';
import { changedBy, fromTo, type GivenCommand } from './operators.ts';
import type { Watched } from './watch-run.ts';

/** What everybody knows of a run when it is over and everything has been handed on. */
export type Histories = {
  intents: readonly Intent[];
  commands: readonly GivenCommand[];
  state: StoredState;
  boards: readonly HeldBoard[];
  watched: Pick<Watched, (typeof watchedFindings)[number]>;
  /** A clock was ahead: boards may be without closed tickets. */
  mayLackClosed: boolean;
};

/** What a board holds in the end. `driverId`: it is a driver's, who sees their own tickets. */
type HeldBoard = {
  tickets: ReadonlyMap<number, Ticket>;
  arrivals: readonly number[];
  driverId?: number;
};

/** Names of what breaks the promise, each with what it was found on. */
export type Verdict = {
  findings: Record<Finding, string[]>;
  /** Taken and confirmed; and those whose checkout never learnt it, but that are there. */
  counts: { attempted: number; acknowledged: number; tickets: number; recovered: number; changes: number };
};

const watchedFindings = ['behind and called live', 'heard after revoked', 'slow board misled'] as const;
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
  'contents differ',
  'answer differs',
  'history differs',
  'event differs',
  'log broken',
  ...watchedFindings,
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
      'board differs': histories.boards.flatMap((board, at) => boardDifferences(board, histories, at)),
      'shown as new twice': histories.boards.flatMap(({ arrivals }) =>
        [...countBy(arrivals, String)].flatMap(([id, count]) => (count > 1 ? [id] : [])),
      ),
      'never shown as new': histories.boards.flatMap((board, at) => unreachable(board, state, at)),
      'store differs': storeDifferences(state),
      'shops mixed up': mixedUp(state),
      'contents differ': contentDifferences(known, state),
      'answer differs': answerDifferences(known, state),
      'history differs': [...historyDifferences(histories), ...lineDifferences(histories)],
      'event differs': eventDifferences(state),
      'log broken': logHoles(state),
      'behind and called live': histories.watched['behind and called live'],
      'heard after revoked': histories.watched['heard after revoked'],
      'slow board misled': histories.watched['slow board misled'],
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
  board: HeldBoard,
  { state: { tickets }, mayLackClosed }: Histories,
  at: number,
): string[] {
  const { driverId } = board;
  const seen = tickets.filter(({ ticket }) => driverId === undefined || ticket.repartidor?.id === driverId);
  const stored = new Map(seen.map(({ ticket }) => [ticket.ticket_id, ticket]));
  const wrong = [...stored].flatMap(([id, ticket]) => {
    const shown = board.tickets.get(id);
    if (!shown && mayLackClosed && !isOpen(ticket.estado)) return [];
    if (shown && isDeepStrictEqual(onBoard(shown), onBoard(ticket))) return [];
    const has = shown ? `v${shown.version} ${shown.estado}` : 'none';
    return [`ticket ${id}: has ${has}, is v${ticket.version} ${ticket.estado}`];
  });
  const extra = [...board.tickets.keys()].filter((id) => !stored.has(id));
  return [...wrong, ...extra.map((id) => `ticket ${id} too many`)].map((what) => `board ${at}: ${what}`);
}

/** Finds tickets that a board never showed as new. One that was closed meanwhile need not be; an untouched one must. */
function unreachable({ arrivals, driverId }: HeldBoard, { tickets }: StoredState, at: number): string[] {
  // A driver's are never untouched: somebody assigned them.
  if (driverId !== undefined) return [];
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

/**
 * Compares what each ticket was when it came in, and what the store hands on, with what was sent: field by field, to the
 * centavo. An order that nobody handed in is another finding.
 */
function contentDifferences(known: ReadonlyMap<string, Intent>, { history, orders }: StoredState): string[] {
  const asTickets = history
    .filter(({ accion }) => accion === 'crear')
    .map(({ ticket }) => ({ what: 'ticket', shop: ticket.fuente, got: ticket }));
  const asOrders = orders.map(({ caller, body }) => ({ what: 'order', shop: caller, got: body }));
  return [...asTickets, ...asOrders].flatMap(({ what, shop, got }) => {
    const name = `${shop}/${got.cliente_nombre}`;
    const intent = known.get(name);
    if (!intent) return [];
    const wanted = what === 'ticket' ? ticketOf(intent) : intent.order;
    const wrong = Object.entries(wanted).filter(([field, value]) => {
      return !isDeepStrictEqual((got as Record<string, unknown>)[field], value);
    });
    return wrong.map(([field]) => `${what} ${name}: ${field}`);
  });
}

/** What a ticket has to say of an order when it comes in. */
function ticketOf({ shop, order }: Intent) {
  const { cupon, ...fields } = order;
  return {
    ...fields,
    fuente: shop,
    cliente_telefono: order.cliente_telefono || null,
    total: Number(order.total),
    prioridad: order.tipo_cliente === 'comerciante' ? 'alta' : 'normal',
    estado: 'pendiente',
    extra: { cupon },
    version: 1,
  };
}

/** Compares the number, the total and the ticket of which a checkout was told with those that its order has. */
function answerDifferences(known: ReadonlyMap<string, Intent>, { tickets }: StoredState): string[] {
  return tickets.flatMap(({ caller, ticket }) => {
    const name = `${caller}/${ticket.cliente_nombre}`;
    const wrong = (known.get(name)?.told ?? []).filter(
      ({ numero, total, ticketId }) =>
        numero !== ticket.numero ||
        total !== ticket.total ||
        (ticketId !== undefined && ticketId !== ticket.ticket_id),
    );
    return wrong.map(
      ({ numero, total, ticketId }) => `${name}: told ${numero}, ${total}, ticket ${ticketId}`,
    );
  });
}

/** Compares each ticket with its last line of the history, and each line with the one before it. */
function eventDifferences({ history, tickets }: StoredState): string[] {
  const linesOf = Map.groupBy(history, ({ ticketId }) => ticketId);
  return [
    ...tickets.flatMap(({ ticket }) =>
      isDeepStrictEqual(linesOf.get(ticket.ticket_id)?.at(-1)?.ticket, ticket)
        ? []
        : [`ticket ${ticket.ticket_id} is not as its last line says`],
    ),
    ...[...linesOf.values()].flatMap((lines) => lines.flatMap((line, at) => bodyFaults(line, lines[at - 1]))),
  ];
}

function bodyFaults({ seq, ticketId, evento, accion, driverId, ticket }: HistoryLine, before?: HistoryLine) {
  const said = { ticketId: ticket.ticket_id, driverId: ticket.repartidor?.id ?? null };
  const event =
    accion === 'crear' ? 'nuevo_ticket' : accion === 'asignar' ? 'ticket_asignado' : 'ticket_actualizado';
  const may = new Set<string>(changedBy(accion as Action));
  const changed = Object.entries(before?.ticket ?? {})
    .filter(([field, value]) => !may.has(field) && !isDeepStrictEqual(ticket[field as keyof Ticket], value))
    .map(([field]) => `line ${seq}: ${accion} changed ${field}`);
  return [
    ...(isDeepStrictEqual(said, { ticketId, driverId }) ? [] : [`line ${seq} holds another's ticket`]),
    ...(evento === event ? [] : [`line ${seq}: ${accion} was told as ${evento}`]),
    ...changed,
  ];
}

/** Compares each line of the history with the command that made it: its author, what was done, from what, to what. */
function lineDifferences({ commands, state }: Histories): string[] {
  const given = new Map(commands.map((command) => [command.cmdId, command]));
  const linesOf = Map.groupBy(state.history, ({ ticketId }) => ticketId);
  const cameIn = new Map(state.tickets.map(({ caller, ticket }) => [ticket.ticket_id, caller]));
  return [...linesOf.values()].flatMap((lines) =>
    lines.flatMap((line, at) => {
      const before = lines[at - 1]?.ticket;
      const command = line.cmdId === null ? undefined : given.get(line.cmdId);
      const wanted = before
        ? command && {
            ...{ ticketId: command.ticketId, accion: command.wish.accion, autor: command.author },
            ...fromTo(command.wish, before, line.ticket),
          }
        : { ticketId: line.ticketId, accion: 'crear', autor: cameIn.get(line.ticketId), ...newcomer };
      const wrong = Object.entries(wanted ?? {}).filter(
        ([field, value]) => !isDeepStrictEqual(line[field as keyof HistoryLine], value),
      );
      return [
        ...(line.ticket.version === at + 1
          ? []
          : [`line ${line.seq}: version ${line.ticket.version} is number ${at + 1}`]),
        ...wrong.map(([field, value]) => `line ${line.seq}: ${field} is not ${value}`),
      ];
    }),
  );
}

const newcomer = { de: null, a: 'pendiente', motivo: null };

function logHoles({ log }: StoredState): string[] {
  const { lines, first, last, head } = log;
  return lines === last - first + 1 && last === head
    ? []
    : [`${lines} lines from ${first} to ${last}, head ${head}`];
}

export function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return counts;
}
