import type { Person } from '@relevo/contract';
import type { Trace } from '@relevo/outbox';
import { type Db, prepared } from '@relevo/storage/procedures';
import {
  type Command,
  type Decision,
  decideCommand,
  isTestOrder,
  type Move,
  moveActions,
  type Reason,
  type State,
  type Ticket,
} from '@relevo/ticket-rules';
import { enqueueConfirmation } from '../confirmations/confirmation.ts';
import { appendEvent, takeNumbers } from '../event-log/log-procedures.ts';
import { driverSeesClosedMs, seesTicket, viewOf } from '../event-log/view.ts';
import { findDriver } from '../people/people-procedures.ts';

export type CommandInput = { ticketId: number; command: Command; person: Person; now: number; trace?: Trace };

/** The outcome of a command. `stale` carries the current ticket. */
export type CommandOutcome =
  | { kind: 'changed'; ticket: Ticket; seq: number }
  | { kind: 'stale'; ticket: Ticket; author: string }
  | { kind: 'illegal'; detail: string }
  | { kind: 'forbidden'; detail: string }
  | { kind: 'unknown' };

const selectTicket = 'SELECT ticket FROM tickets WHERE ticket_id = ?';
const selectMoves = `
  SELECT accion, de AS "from", a AS "to", en AS at, author_id AS authorId FROM events
  WHERE ticket_id = ? AND accion IN (${moveActions.map((accion) => `'${accion}'`).join(', ')}) ORDER BY seq`;
const selectLastAuthor = 'SELECT autor FROM events WHERE ticket_id = ? ORDER BY seq DESC LIMIT 1';
// Whoever works on a ticket may write about its customer again.
const updateTicket = `
  UPDATE tickets
  SET estado = @estado, version = @version, driver_id = @driverId, updated_at = @now, ticket = @ticket,
      forgotten_at = NULL
  WHERE ticket_id = @ticketId`;

/** Runs one command on a ticket, once: the same `cmd_id` again gives the same answer. */
export function runCommand(db: Db, input: CommandInput): CommandOutcome {
  const { ticketId, command, person, now } = input;
  const row = prepared(db, selectTicket).get(ticketId) as { ticket: string } | undefined;
  const ticket = row && (JSON.parse(row.ticket) as Ticket);
  if (!ticket) return { kind: 'unknown' };
  // A driver must not learn that other tickets exist, but gets the outcome of their own command on a ticket they had.
  if (person.rol === 'repartidor' && !seesTicket(viewOf(person), ticket, now))
    return recallOwn(db, input, ticket) ?? { kind: 'unknown' };

  const driver =
    command.accion === 'asignar' && command.repartidor_id !== null
      ? findDriver(db, command.repartidor_id)
      : undefined;
  const moves = prepared(db, selectMoves).all(ticketId) as Move[];
  const decision = decideCommand(command, { ticket, moves, driver, person, now });
  if (decision.kind === 'forbidden')
    return { kind: 'forbidden', detail: refusalText(decision.why, ticket.estado, command) };

  const known = recall(db, command.cmd_id, ticket);
  if (known) return known;
  const outcome =
    decision.kind === 'changed' ? store(db, input, ticket, decision) : refuse(db, decision, ticket, command);
  remember(db, input, outcome);
  return outcome;
}

function store(
  db: Db,
  { ticketId, command, person, now, trace }: CommandInput,
  before: Ticket,
  { ticket, evento, change }: Extract<Decision, { kind: 'changed' }>,
): CommandOutcome {
  const { seq } = takeNumbers(db, { newTicket: false, intakeAt: null });
  const json = JSON.stringify(ticket);
  const driverId = ticket.repartidor?.id ?? null;
  const { estado, version } = ticket;
  prepared(db, updateTicket).run({ ticketId, estado, version, driverId, now, ticket: json });
  appendEvent(db, {
    seq,
    ticketId,
    evento,
    en: now,
    driverId,
    ticket: json,
    accion: command.accion,
    autor: person.nombre,
    authorId: person.id,
    de: change.de,
    a: change.a,
    motivo: change.motivo ?? null,
    received: null,
    formerDriverId: before.repartidor?.id ?? null,
  });
  // The store does not know the test orders that were made here.
  if (!isTestOrder(ticket)) enqueueConfirmation(db, ticket, now, trace);
  return { kind: 'changed', ticket, seq };
}

function refuse(
  db: Db,
  decision: Exclude<Decision, { kind: 'changed' | 'forbidden' }>,
  ticket: Ticket,
  command: Command,
): CommandOutcome {
  return decision.kind === 'stale'
    ? { kind: 'stale', ticket, author: lastAuthor(db, ticket.ticket_id) }
    : { kind: 'illegal', detail: refusalText(decision.why, ticket.estado, command) };
}

function remember(db: Db, { ticketId, command, now }: CommandInput, outcome: CommandOutcome): void {
  const insert = `
    INSERT INTO commands (cmd_id, ticket_id, kind, seq, detail, at)
    VALUES (@cmdId, @ticketId, @kind, @seq, @detail, @now)`;
  prepared(db, insert).run({
    cmdId: command.cmd_id,
    ticketId,
    kind: outcome.kind,
    seq: outcome.kind === 'changed' ? outcome.seq : null,
    detail: outcome.kind === 'illegal' ? outcome.detail : null,
    now,
  });
}

type Remembered = {
  ticketId: number;
  kind: 'changed' | 'stale' | 'illegal';
  seq: number | null;
  detail: string | null;
};

function recall(db: Db, cmdId: string, current: Ticket): CommandOutcome | undefined {
  const select = 'SELECT ticket_id AS ticketId, kind, seq, detail FROM commands WHERE cmd_id = ?';
  const row = prepared(db, select).get(cmdId) as Remembered | undefined;
  if (!row) return undefined;
  if (row.ticketId !== current.ticket_id)
    return { kind: 'illegal', detail: 'Ese cmd_id ya se usó con otro ticket.' };
  if (row.kind === 'illegal') return { kind: 'illegal', detail: row.detail ?? '' };
  if (row.kind === 'stale')
    return { kind: 'stale', ticket: current, author: lastAuthor(db, current.ticket_id) };
  const event = prepared(db, 'SELECT ticket FROM events WHERE seq = ?').get(row.seq) as { ticket: string };
  return { kind: 'changed', ticket: JSON.parse(event.ticket) as Ticket, seq: row.seq ?? 0 };
}

/** Recalls a driver's own command on a ticket that they lost since: only its change, which the driver has seen before. */
function recallOwn(
  db: Db,
  { command, person, now }: CommandInput,
  ticket: Ticket,
): CommandOutcome | undefined {
  const known = recall(db, command.cmd_id, ticket);
  if (known?.kind !== 'changed') return undefined;
  const select = 'SELECT author_id AS authorId, en FROM events WHERE seq = ?';
  const { authorId, en } = prepared(db, select).get(known.seq) as { authorId: number | null; en: number };
  return authorId === person.id && en > now - driverSeesClosedMs ? known : undefined;
}

function lastAuthor(db: Db, ticketId: number): string {
  const row = prepared(db, selectLastAuthor).get(ticketId) as { autor: string } | undefined;
  return row?.autor ?? '';
}

/** The texts of the answers to refused commands. */
const texts: Record<Reason, (estado: State, command: Command) => string> = {
  'already-assigned': () => 'El ticket ya está asignado así.',
  'cancel-needs-reason': () => 'Para cancelar hace falta un motivo: usá la acción cancelar.',
  closed: (estado) => `Un ticket ${estado} ya no cambia.`,
  'needs-driver': () => 'Un ticket en camino necesita un repartidor.',
  'no-next-state': (estado) => `Un ticket ${estado} no avanza más.`,
  'no-such-driver': () => 'No hay un repartidor activo con ese id.',
  'no-such-product': (_estado, command) =>
    `El ticket no tiene un producto ${command.accion === 'marcar_item' ? command.indice : ''}.`,
  'no-such-way': (estado, command) =>
    command.accion === 'mover'
      ? `Un ticket ${estado} no puede pasar a ${command.estado}.`
      : `Un ticket ${estado} no admite la acción ${command.accion}.`,
  'not-cancellable': (estado) => `Un ticket ${estado} no se puede cancelar.`,
  'not-your-move': () => 'Sólo podés deshacer tus propios movimientos.',
  'not-your-ticket': () => 'El ticket no está asignado a vos.',
  'nothing-to-undo': () => 'No hay ningún movimiento para deshacer.',
  'only-on-the-way': () => 'Sólo podés cancelar una entrega que está en camino.',
  role: () => 'Tu rol no permite esta acción.',
  'shop-prepares': () => 'La preparación la mueve el local.',
  'undo-too-late': () => 'Pasaron más de 24 horas: el movimiento ya no se puede deshacer.',
};

/** Says why a command was refused. @param estado the state of the ticket */
function refusalText(why: Reason, estado: State, command: Command): string {
  return texts[why](estado, command);
}
