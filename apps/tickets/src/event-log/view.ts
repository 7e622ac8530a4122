import type { BoardEvent, Person, Ticket, TicketEvent, TvTicket } from '@relevo/contract';
import {
  decodeEntities,
  forgottenText,
  openStates,
  type State,
  smokeOrigin,
  unitOf,
} from '@relevo/ticket-rules';

/**
 * Whose stream this is: a driver sees their own tickets, everybody else sees all; a TV sees all that are open, and of
 * each only what a kitchen needs.
 */
export type View = { driverId: number | null; tv?: true };

export const everything: View = { driverId: null };
export const tvView: View = { driverId: null, tv: true };

/** What this person may see. Only a TV has a `tvLinkId`. */
export function viewOf({ id, rol, tvLinkId }: Pick<Person, 'id' | 'rol'> & { tvLinkId?: number }): View {
  if (tvLinkId !== undefined) return tvView;
  return rol === 'repartidor' ? { driverId: id } : everything;
}

/** The name of a view. Subscribers of one view get the same events. */
export function viewName({ driverId, tv }: View): string {
  if (tv) return 'tv';
  return driverId === null ? 'everything' : `driver:${driverId}`;
}

/**
 * The view that has the same event numbers and the same open tickets, and so the same position: a TV sees less of each
 * ticket than everybody, but not fewer.
 */
export function positionView(view: View): View {
  return view.driverId === null ? everything : view;
}

/** For how long a driver sees their ticket after it was closed, in milliseconds. */
export const driverSeesClosedMs = 24 * 60 * 60 * 1_000;

const open: ReadonlySet<State> = new Set(openStates);
type Facts = Pick<Ticket, 'estado' | 'repartidor' | 'origen' | 'actualizado_en'>;

/** Tells whether a view sees this ticket at all. @param now epoch ms */
export function seesTicket({ driverId, tv }: View, ticket: Facts, now: number): boolean {
  if (tv) return open.has(ticket.estado) && ticket.origen !== smokeOrigin;
  if (driverId === null) return true;
  return (
    ticket.repartidor?.id === driverId &&
    (open.has(ticket.estado) || Date.parse(ticket.actualizado_en) > now - driverSeesClosedMs)
  );
}

/** `seesTicket` for a page of `tickets`, with the parameters of `seenParams`. No page is read for a TV. */
export const seenTerm = `(@viewerId IS NULL
  OR driver_id = @viewerId AND (+estado IN (${openStates.map((state) => `'${state}'`).join(', ')}) OR updated_at > @seenSince))`;

/** The parameters of `seenTerm`. */
export type Seen = { viewerId: number | null; seenSince: number };

export function seenParams({ driverId }: View, now: number): Seen {
  return { viewerId: driverId, seenSince: now - driverSeesClosedMs };
}

/**
 * An event of the log without `epoch` and `prev`, which depend on the subscriber. `drivers` says whose ticket it is now
 * and whose it was before, if there is a driver at all.
 */
export type LoggedEvent = Omit<TicketEvent, 'epoch' | 'prev'> & {
  drivers?: { now: number | null; before: number | null };
};

/**
 * What a view sees of a logged event; undefined if nothing. Whoever no longer sees the ticket (a driver whose ticket was
 * given to somebody else, a TV whose order was delivered) learns that it left, and nothing else about it; a driver also who
 * did that.
 * @param place.prev number of the event before it that this view could see
 */
export function seeEvent(
  logged: LoggedEvent,
  view: View,
  place: { epoch: string; prev: number },
): BoardEvent | undefined {
  const { drivers, ...event } = logged;
  const { epoch, prev } = place;
  const { evento, seq, en, ticket_id, ticket } = event;
  const left: BoardEvent = { evento: 'ticket_retirado', epoch, seq, prev, en, ticket_id };
  if (view.tv) {
    if (!seesTicket(view, ticket, 0)) return left;
    return asWhole({ evento, epoch, seq, prev, en, ticket_id, ticket: tvTicket(ticket) });
  }
  if (view.driverId === null || drivers?.now === view.driverId) return { ...event, epoch, prev };
  return drivers?.before === view.driverId ? { ...left, autor: event.autor } : undefined;
}

/** What a view sees of the tickets of a snapshot. */
export function seeTickets(tickets: Ticket[], view: View): Ticket[] {
  return view.tv ? tickets.map((ticket) => asWhole(tvTicket(ticket))) : tickets;
}

// A TV's stream has the shape of every stream, with `TvTicket` in the place of `Ticket`. Nothing between here and the
// page looks into a ticket, and the page of TVs is typed by `TvTicket`.
function asWhole<T>(reduced: object): T {
  return reduced as T;
}

/** The views that a logged event concerns. */
export function viewsOf({ drivers }: LoggedEvent): View[] {
  const ids = new Set([drivers?.now, drivers?.before].filter((id) => id != null));
  return [everything, tvView, ...[...ids].map((driverId) => ({ driverId }))];
}

/** Makes what a TV gets of a ticket: a list of what it shows, so that a new field is not on it by itself. */
export function tvTicket(ticket: Ticket): TvTicket {
  const { ticket_id, numero, estado, prioridad, reconocido, version, fecha_creacion } = ticket;
  const { repartidor, llegado_en } = ticket;
  return {
    ticket_id,
    numero,
    cliente_nombre: firstName(ticket.cliente_nombre),
    productos: ticket.productos.map(tvProduct),
    estado,
    prioridad,
    repartidor: repartidor && { nombre: firstName(repartidor.nombre) },
    reconocido,
    version,
    fecha_creacion,
    llegado_en,
  };
}

/** The names under which shops send the notes of a product: "sin cebolla". */
const noteFields = [
  ...['notas', 'nota', 'indicaciones', 'aclaraciones', 'aclaracion'],
  ...['observaciones', 'observacion', 'comentarios', 'comentario'],
];

function tvProduct(product: Ticket['productos'][number]): TvTicket['productos'][number] {
  const { nombre, cantidad, hecho } = product;
  const unidad = unitOf(product);
  const notes = noteFields.map((name) => product[name]).filter((note) => typeof note === 'string' && note);
  return {
    nombre,
    cantidad,
    ...(unidad !== undefined && { unidad }),
    ...(notes.length > 0 && { notas: notes.join(' · ') }),
    ...(hecho === true && { hecho }),
  };
}

/**
 * The first name in a name: `Ana` of `Ana Pérez` and of `Pérez, Ana`. Passes over what is no name but a way to reach
 * somebody: a word with an `@`, or with more digits than a table's number. Empty where nothing else is left.
 */
export function firstName(name: string): string {
  if (name === forgottenText) return name;
  const [family = '', given] = decodeEntities(name).split(',');
  const words = (given?.trim() ? given : family).trim().split(/\s+/);
  return words.find((word) => !word.includes('@') && (word.match(/\d/g)?.length ?? 0) <= 3) ?? '';
}
