import { type Actor, type Role, shopRoles } from './roles.ts';
import { isOpen, nextStates, type Priority, type State } from './states.ts';
import type { Driver, Ticket, TicketEventName } from './ticket.ts';

/** The type of one field of a command. The contract derives its schema from this. */
export type CommandField =
  | { kind: 'state' | 'priority' | 'driver-id' | 'optional-text' | 'product-index' | 'flag' }
  | { kind: 'line'; max: number };

type ValueOf = {
  state: State;
  priority: Priority;
  'driver-id': number | null;
  'optional-text': string | null;
  'product-index': number;
  flag: boolean;
  line: string;
};
type Fields = Record<string, CommandField>;
type Values<F extends Fields> = { -readonly [N in keyof F]: ValueOf[F[N]['kind']] };

/** A change of state. `at` is epoch ms; `authorId` is null for a service. */
export type Move = { accion: string; from: State; to: State; at: number; authorId: number | null };

/** The facts for a decision. `driver` is the person that `asignar` names, if that is an active driver. */
export type Given = {
  ticket: Ticket;
  moves: readonly Move[];
  driver: Driver | undefined;
  person: Actor;
  now: number;
};

/** Why an action is refused. `illegal`: the ticket does not allow it; `forbidden`: this person may not do it. */
export type Refusal = { kind: 'illegal'; why: IllegalReason } | { kind: 'forbidden'; why: ForbiddenReason };
export type IllegalReason =
  | 'already-assigned'
  | 'cancel-needs-reason'
  | 'closed'
  | 'needs-driver'
  | 'no-next-state'
  | 'no-such-driver'
  | 'no-such-product'
  | 'no-such-way'
  | 'not-cancellable'
  | 'nothing-to-undo'
  | 'undo-too-late';
export type ForbiddenReason =
  | 'not-your-move'
  | 'not-your-ticket'
  | 'only-on-the-way'
  | 'role'
  | 'shop-prepares';
export type Reason = IllegalReason | ForbiddenReason;

/** The effect of an action on a ticket. `change` is its entry in the history. */
export type Effect = {
  kind: 'changed';
  fields: Partial<Ticket>;
  change: { de: string | null; a: string | null; motivo?: string };
  evento?: TicketEventName;
};

type Rule<F extends Fields> = {
  /** The fields of its command beside id and version. */
  takes: F;
  /** The roles that may do it. A driver may do it only to tickets assigned to them. */
  by: readonly Role[];
  /** Whether it moves the ticket to another state, which `deshacer` can undo. */
  moves?: true;
  /** Returns why it is impossible, whatever the command's fields. */
  barredBy?(given: Given): Refusal | undefined;
  does(given: Given, command: Values<F>): Effect | Refusal;
  /** Whether a board offers it where it is allowed; by default, always. */
  offered?(ticket: Ticket): boolean;
};

const everyWorker = [...shopRoles, 'repartidor'] as const;

/** The rules of all actions on a ticket. */
export const actionRules = {
  avanzar: rule({
    takes: {},
    by: everyWorker,
    moves: true,
    barredBy(given) {
      const [next] = nextStates[given.ticket.estado];
      return next ? barredFrom(next, given) : illegal('no-next-state');
    },
    does: ({ ticket }) => moved(ticket, nextStates[ticket.estado][0] ?? ticket.estado),
  }),

  mover: rule({
    takes: { estado: { kind: 'state' } },
    by: everyWorker,
    moves: true,
    does(given, { estado }) {
      if (estado === 'cancelado') return illegal('cancel-needs-reason');
      if (!nextStates[given.ticket.estado].includes(estado)) return illegal('no-such-way');
      return barredFrom(estado, given) ?? moved(given.ticket, estado);
    },
  }),

  asignar: rule({
    takes: { repartidor_id: { kind: 'driver-id' } },
    by: shopRoles,
    barredBy: barredWhenClosed,
    does({ ticket, driver }, { repartidor_id }) {
      if (repartidor_id === null && ticket.estado === 'en-camino') return illegal('needs-driver');
      if (repartidor_id !== null && !driver) return illegal('no-such-driver');
      const repartidor = driver ?? null;
      if (repartidor?.id === ticket.repartidor?.id) return illegal('already-assigned');
      const change = { de: ticket.repartidor?.nombre ?? null, a: repartidor?.nombre ?? null };
      return { kind: 'changed', fields: { repartidor, reconocido: true }, change, evento: 'ticket_asignado' };
    },
  }),

  priorizar: rule({
    takes: { prioridad: { kind: 'priority' } },
    by: shopRoles,
    barredBy: barredWhenClosed,
    does: ({ ticket }, { prioridad }) => changed({ prioridad }, ticket.prioridad, prioridad),
  }),

  anotar: rule({
    takes: { indicaciones: { kind: 'optional-text' } },
    by: shopRoles,
    barredBy: barredWhenClosed,
    does: ({ ticket }, { indicaciones }) => changed({ indicaciones }, ticket.indicaciones, indicaciones),
  }),

  posponer: rule({
    takes: { motivo: { kind: 'line', max: 500 } },
    by: everyWorker,
    barredBy: barredOffTheWay,
    does({ ticket }, { motivo }) {
      const indicaciones = withNote(ticket, `No se entregó: ${motivo}. Se vuelve a intentar.`);
      return { kind: 'changed', fields: { indicaciones }, change: { de: null, a: null, motivo } };
    },
  }),
  devolver: rule({
    takes: { motivo: { kind: 'line', max: 500 } },
    by: everyWorker,
    moves: true,
    barredBy: barredOffTheWay,
    does({ ticket }, { motivo }) {
      const { change, fields } = moved(ticket, 'en-preparacion', motivo);
      // Its products are made: the kitchen does not have to make them again.
      const productos = ticket.productos.map((item) => ({ ...item, hecho: true }));
      const indicaciones = withNote(ticket, backText + motivo);
      return { kind: 'changed', fields: { ...fields, productos, indicaciones }, change };
    },
  }),
  cancelar: rule({
    takes: { motivo: { kind: 'line', max: 500 } },
    by: everyWorker,
    moves: true,
    barredBy({ ticket, person }) {
      if (!isOpen(ticket.estado)) return illegal('not-cancellable');
      if (person.rol === 'repartidor' && ticket.estado !== 'en-camino') return forbidden('only-on-the-way');
    },
    does: ({ ticket }, { motivo }) => moved(ticket, 'cancelado', motivo),
  }),

  deshacer: rule({
    takes: {},
    by: everyWorker,
    barredBy({ ticket, moves, person, now }) {
      const last = lastStandingMove(moves);
      if (!last) return illegal('nothing-to-undo');
      if (now - last.at > undoMs) return illegal('undo-too-late');
      if (person.rol === 'repartidor' && last.authorId !== person.id) return forbidden('not-your-move');
      if (last.from === 'en-camino' && !ticket.repartidor) return illegal('needs-driver');
    },
    does({ ticket, moves }) {
      const last = lastStandingMove(moves);
      const estado = last?.from ?? ticket.estado;
      const fields = last?.accion === 'devolver' ? withoutBackNote(ticket) : {};
      return changed({ estado, ...fields }, ticket.estado, estado);
    },
  }),

  reconocer: rule({
    takes: {},
    by: shopRoles,
    does: () => changed({ reconocido: true }, null, null),
    offered: ({ estado, reconocido }) => isOpen(estado) && !reconocido,
  }),

  marcar_item: rule({
    takes: { indice: { kind: 'product-index' }, hecho: { kind: 'flag' } },
    by: everyWorker,
    // A driver sees a closed ticket for a day after its last change: a tick of theirs must not make it another day.
    barredBy: (given) => (given.person.rol === 'repartidor' ? barredWhenClosed(given) : undefined),
    does({ ticket }, { indice, hecho }) {
      const item = ticket.productos[indice];
      if (!item) return illegal('no-such-product');
      const productos = ticket.productos.map((one, at) => (at === indice ? { ...item, hecho } : one));
      return changed({ productos }, null, `${item.nombre}: ${hecho ? 'hecho' : 'pendiente'}`);
    },
    offered: ({ estado }) => isOpen(estado),
  }),
};

export type Action = keyof typeof actionRules;
export const actions = Object.keys(actionRules) as Action[];

type FieldsOf<A extends Action> = (typeof actionRules)[A]['takes'];
type WishFor<A extends Action> = { accion: A } & Values<FieldsOf<A>>;

/** A command before it has an id and a version. */
export type Wish<A extends Action = Action> = { [One in A]: WishFor<One> }[A];

/** One change to a ticket. `cmd_id`: sending the same again has no further effect; `version`: the one the person saw. */
export type Command<A extends Action = Action> = {
  [One in A]: { cmd_id: string; version: number } & WishFor<One>;
}[A];

/** How long `deshacer` can undo the last move of a ticket, in milliseconds. */
export const undoMs = 24 * 60 * 60 * 1_000;
/** How long a board keeps a command that it cannot send, in milliseconds. */
export const unsentCommandMs = 10 * 60 * 1_000;

/** Tells whether a command moves the ticket to another state: see `Rule.moves`. */
export function isMove({ accion }: { accion: Action }): boolean {
  return 'moves' in actionRules[accion];
}

/** The actions from which to read a ticket's moves: those that move it, and the one that undoes a move. */
export const moveActions: readonly Action[] = [...actions.filter((accion) => isMove({ accion })), 'deshacer'];

/** Returns the last move that no undo has taken back. */
export function lastStandingMove(moves: readonly Move[]): Move | undefined {
  return standingMoves(moves).pop();
}

/** Returns the moves that no undo has taken back: an undo takes back the move before it, and two undos two moves. */
export function standingMoves<M extends { accion: string }>(moves: readonly M[]): M[] {
  const standing: M[] = [];
  for (const move of moves) {
    if (move.accion === 'deshacer') standing.pop();
    else standing.push(move);
  }
  return standing;
}

function barredFrom(to: State, { ticket, person }: Given): Refusal | undefined {
  if (to === 'en-camino' && !ticket.repartidor) return illegal('needs-driver');
  if (to === 'en-preparacion' && person.rol === 'repartidor') return forbidden('shop-prepares');
}

function barredWhenClosed({ ticket }: Given): Refusal | undefined {
  return isOpen(ticket.estado) ? undefined : illegal('closed');
}

function barredOffTheWay({ ticket }: Given): Refusal | undefined {
  return ticket.estado === 'en-camino' ? undefined : illegal('no-such-way');
}

/** How many characters the notes of an order may have. */
const longestNotes = 2_000;
const backText = 'Volvió al local: ';

/** Adds a line to the notes, for whoever has the order next. Of notes that are too long the end goes. */
function withNote({ indicaciones }: Ticket, line: string): string {
  if (!indicaciones) return line;
  return `${indicaciones.slice(0, longestNotes - line.length - 1)}\n${line}`;
}

function withoutBackNote({ indicaciones }: Ticket): Partial<Ticket> {
  const lines = indicaciones?.split('\n') ?? [];
  if (!lines[lines.length - 1]?.startsWith(backText)) return {};
  return { indicaciones: lines.slice(0, -1).join('\n') || null };
}

function moved(ticket: Ticket, estado: State, motivo?: string): Effect {
  const change = { de: ticket.estado, a: estado, ...(motivo !== undefined && { motivo }) };
  return { kind: 'changed', fields: { estado, reconocido: true }, change };
}

function changed(fields: Partial<Ticket>, de: string | null, a: string | null): Effect {
  return { kind: 'changed', fields, change: { de, a } };
}

function illegal(why: IllegalReason): Refusal {
  return { kind: 'illegal', why };
}

function forbidden(why: ForbiddenReason): Refusal {
  return { kind: 'forbidden', why };
}

/** Lets the compiler infer the type of a command from the rule's `takes`. */
function rule<const F extends Fields>(one: Rule<F>): Rule<F> {
  return one;
}
