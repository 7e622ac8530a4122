import {
  type BoardEvent,
  type BoardReply,
  boardFingerprint,
  type Command,
  type Cursor,
  closedOnBoardMs,
  isOpen,
  maxDeltaEvents,
  type Position,
  type SocketCommandReply,
  smokeOrigin,
  type Ticket,
  type TicketEvent,
} from '@relevo/contract';
import { makeEvent, makeTicket } from '@relevo/testkit/tickets';
import type { Clock } from '../../device/clock.ts';
import { decideModelCommand, refusal } from './decide-model-command.ts';

/** Who reads the stream: null sees everything, a driver only their own tickets. */
export type ModelView = number | null;

type Logged = { event: TicketEvent; now: number | null; before: number | null };
/** The effect of a command: one row for each command that changed a ticket. */
export type HistoryRow = { cmdId: string; ticketId: number; based: number; version: number };
type Database = {
  epoch: string;
  log: Logged[];
  tickets: Map<number, Ticket>;
  answers: Map<string, SocketCommandReply>;
  history: HistoryRow[];
};

/** The ticket service as board/1 sees it, in memory. */
export type ServerModel = {
  tickets(view?: ModelView): ReadonlyMap<number, Ticket>;
  head(): number;
  /** The `seq` of the event that created a ticket. */
  createdAs(ticketId: number): number;
  history(): readonly HistoryRow[];
  create(fields?: Partial<Ticket>): TicketEvent;
  /** Makes a change that never reaches the log. */
  changeUnlogged(id: number, fields: Partial<Ticket>): void;
  /** Changes the ticket that `pick` (0 to 1) falls on. */
  change(pick: number, fields: Partial<Ticket>): TicketEvent | null;
  command(command: Command & { ticket_id: number }): { reply: SocketCommandReply; event: TicketEvent | null };
  /** Returns a logged event as a view sees it; null if the view does not see it. */
  see(event: TicketEvent, view: ModelView): BoardEvent | null;
  reply(cursor: Cursor, view?: ModelView): BoardReply;
  position(view?: ModelView): Position;
  backup(): void;
  /** Goes back to the last backup. @param newEpoch as the real service does; false: an operator copied a file */
  restore(newEpoch: boolean): void;
};

export function createServerModel(clock: Pick<Clock, 'now'>): ServerModel {
  let epochs = 1;
  let database: Database = { epoch: 'e1', log: [], tickets: new Map(), answers: new Map(), history: [] };
  let copy = clone(database);

  function store(ticket: Ticket): TicketEvent {
    const before = database.tickets.get(ticket.ticket_id)?.repartidor?.id ?? null;
    const event = makeEvent(database.log.length + 1, ticket, { epoch: database.epoch });
    database.log.push({ event, now: ticket.repartidor?.id ?? null, before });
    database.tickets.set(ticket.ticket_id, ticket);
    return event;
  }

  function storeChange(ticket: Ticket, fields: Partial<Ticket>): TicketEvent {
    const at = new Date(clock.now()).toISOString();
    return store({ ...ticket, ...fields, version: ticket.version + 1, actualizado_en: at });
  }

  const visible = (view: ModelView) =>
    view === null ? database.log : database.log.filter(({ now, before }) => now === view || before === view);
  const headOf = (view: ModelView) => visible(view).at(-1)?.event.seq ?? 0;
  const onBoard = (view: ModelView) =>
    new Map(
      [...database.tickets].filter(
        ([, { origen, repartidor }]) => origen !== smokeOrigin && (view === null || repartidor?.id === view),
      ),
    );

  /** What a snapshot has: without what was closed too long ago. */
  const sentWhole = (view: ModelView) =>
    [...onBoard(view).values()].filter(
      ({ estado, actualizado_en: at }) => isOpen(estado) || clock.now() - Date.parse(at) <= closedOnBoardMs,
    );

  function seen({ event, now }: Logged, view: ModelView, prev: number): BoardEvent {
    if (view === null || now === view) return { ...event, prev };
    const { epoch, seq, en, ticket_id } = event;
    return { evento: 'ticket_retirado', epoch, seq, prev, en, ticket_id };
  }

  function decide(command: Command & { ticket_id: number }) {
    const ticket = database.tickets.get(command.ticket_id);
    if (!ticket) return { reply: refusal('no-encontrado'), event: null };
    const decided = decideModelCommand(ticket, command);
    if (decided.kind === 'refused') return { reply: decided.reply, event: null };
    const event = storeChange(ticket, decided.fields);
    const { cmd_id: cmdId, version: based, ticket_id: ticketId } = command;
    database.history.push({ cmdId, ticketId, based, version: ticket.version });
    return { reply: { ok: true as const, ticket: event.ticket, seq: event.seq }, event };
  }

  return {
    tickets: (view = null) => onBoard(view),
    head: () => database.log.length,
    createdAs: (ticketId) => database.log.find(({ event }) => event.ticket_id === ticketId)?.event.seq ?? 0,
    history: () => database.history,
    create(fields) {
      const at = new Date(clock.now()).toISOString();
      const id = database.tickets.size + 1;
      return store(makeTicket({ ticket_id: id, fecha_creacion: at, actualizado_en: at, ...fields }));
    },
    change(pick, fields) {
      const ticket = [...database.tickets.values()][Math.floor(pick * database.tickets.size)];
      return ticket ? storeChange(ticket, fields) : null;
    },
    changeUnlogged(id, fields) {
      const ticket = database.tickets.get(id);
      if (ticket) database.tickets.set(id, { ...ticket, ...fields });
    },
    command(command) {
      const known = database.answers.get(command.cmd_id);
      if (known) return { reply: known, event: null };
      const decided = decide(command);
      database.answers.set(command.cmd_id, decided.reply);
      return decided;
    },
    see(event, view) {
      const log = visible(view);
      const at = log.findLastIndex((logged) => logged.event === event);
      const logged = log[at];
      return logged ? seen(logged, view, log[at - 1]?.event.seq ?? 0) : null;
    },
    reply({ epoch, seq }, view = null) {
      const head = headOf(view);
      const missed = visible(view).filter(({ event }) => seq !== undefined && event.seq > seq);
      if (epoch === database.epoch && seq !== undefined && seq <= head && missed.length <= maxDeltaEvents) {
        const eventos = missed.map((logged, at) => seen(logged, view, missed[at - 1]?.event.seq ?? seq));
        return { tipo: 'delta', epoch, desde: seq, head, eventos };
      }
      return { tipo: 'instantanea', epoch: database.epoch, head, tickets: sentWhole(view) };
    },
    position: (view = null) => ({
      epoch: database.epoch,
      head: headOf(view),
      ahora: new Date(clock.now()).toISOString(),
      ultima_entrada: database.log.at(-1)?.event.en ?? null,
      huella: boardFingerprint(onBoard(view).values()),
    }),
    backup() {
      copy = clone(database);
    },
    restore(newEpoch) {
      database = clone(copy);
      if (newEpoch) database.epoch = `e${++epochs}`;
    },
  };
}

function clone({ epoch, log, tickets, answers, history }: Database): Database {
  return {
    epoch,
    log: [...log],
    tickets: new Map(tickets),
    answers: new Map(answers),
    history: [...history],
  };
}
