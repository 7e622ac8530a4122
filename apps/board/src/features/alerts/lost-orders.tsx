import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import { type HistoryEntry, isOpen, type Person, type State, states, type Ticket } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import { type Clock, createTimer } from '../../device/clock.ts';
import type { DeviceStorage } from '../../device/storage.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import { labels } from '../../i18n/labels.ts';
import { eventOf } from '../../live/apply.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';
import { splitNumero } from '../../ticket/ticket-number.tsx';
import { onlyClick } from '../../ui/click.ts';
import { formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';

/** How often a lost order is called out while nobody has tapped it, and for how long, in ms. */
export const callEveryMs = 15_000;
const calledForMs = 5 * 60_000;
/** For how long a device that was away is told what it has lost, in ms: as long as a driver sees a closed order. */
const toldForMs = 24 * 60 * 60_000;

/** What somebody else did to an order that is worked on: `devuelto` is any step back, `retirado` given to another. */
export type LossKind = 'cancelado' | 'devuelto' | 'entregado' | 'retirado' | 'indicaciones' | 'repartidor';

type Facts = Pick<Ticket, 'estado' | 'indicaciones' | 'repartidor'>;

/**
 * Decides whether a change by somebody else takes an order from who works on it. A driver carries whatever is theirs. In
 * the shop everybody works on what is past `pendiente`; on the others who has done something to them on this page, or has
 * their dialog open.
 * @param after undefined: it has left this board @param touched whether it was worked on here
 */
export function lossOf(
  before: Facts,
  after: Facts | undefined,
  { rol, touched }: { rol: Person['rol']; touched: boolean },
): LossKind | null {
  if (rol === 'lectura' || !isOpen(before.estado)) return null;
  const isDriver = rol === 'repartidor';
  if (!after) return isDriver ? 'retirado' : null;
  const inWork = isDriver || touched || before.estado !== 'pendiente';
  if (after.estado === 'cancelado') return inWork ? 'cancelado' : null;
  if (after.estado === 'entregado') return isDriver ? 'entregado' : null;
  if (states.indexOf(after.estado) < states.indexOf(before.estado)) return 'devuelto';
  if (after.indicaciones !== before.indicaciones) return inWork ? 'indicaciones' : null;
  const givenOn = before.repartidor !== null && before.repartidor.id !== after.repartidor?.id;
  return givenOn && touched ? 'repartidor' : null;
}

/** An order that somebody else took, until it is tapped. `en`: ISO 8601; what nobody knows yet is null. */
export type LostOrder = {
  ticketId: number;
  numero: string;
  /** The customer; null once the page was loaded again, as the device keeps no names. */
  nombre: string | null;
  /** Where it was, and where it is. */
  from: State;
  to: State | null;
  kind: LossKind;
  autor: string | null;
  en: string;
  motivo: string | null;
  /** What the notes, or the driver, were and are. */
  was: string | null;
  is: string | null;
};

type Hand = { ticketId: number; numero: string; estado: State };
type Kept = { lost: LostOrder[]; hand: Hand[]; at: number };

export type LostOrders = {
  lost: ReadonlySignal<readonly LostOrder[]>;
  /** Somebody has seen it. */
  acknowledge(ticketId: number): void;
  /** The order whose dialog is open. */
  opened(ticketId: number | null): void;
};

/**
 * Keeps what others took from under the hands of who is at this page: over a reload too, and also what happened while the
 * page was away. Only numbers and what was done are kept on the device, nothing of a customer.
 */
export function createLostOrders(deps: {
  engine: Pick<SyncEngine, 'tickets' | 'queue' | 'connection' | 'clockOffsetMs'>;
  person: ReadonlySignal<Person | null>;
  clock: Clock;
  storage: DeviceStorage | null;
  /** Reads the history of an order; null: not now, or not for this person. */
  history(ticketId: number): Promise<HistoryEntry[] | null>;
  /** Makes the sound of it, once. */
  call(): void;
}): LostOrders {
  const { engine, person, clock, storage } = deps;
  const lost = signal<readonly LostOrder[]>([]);
  const touched = new Set<number>();
  const own = new Set<string>();
  const calls = createTimer(clock);
  let callUntil = 0;
  let last: ReadonlyMap<number, Ticket> | null = null;
  let open: number | null = null;
  let who: Person | null = null;
  let kept = '';

  const key = () => `relevo:en-mano:${who?.id}`;
  const serverTime = () => new Date(clock.now() + engine.clockOffsetMs.peek()).toISOString();

  function recall(): Kept | null {
    try {
      const found = JSON.parse(storage?.getItem(key()) ?? 'null') as Kept | null;
      return found && clock.now() - found.at < toldForMs ? found : null;
    } catch {
      return null;
    }
  }

  function keep(): void {
    if (!who || !last) return;
    const isMine = (id: number) => who?.rol === 'repartidor' || touched.has(id);
    const hand = [...last.values()]
      .filter(({ ticket_id, estado }) => isOpen(estado) && isMine(ticket_id))
      .map(({ ticket_id: ticketId, numero, estado }) => ({ ticketId, numero, estado }));
    const nameless = lost.peek().map((one) => ({ ...one, nombre: null, was: null, is: null }));
    const next = JSON.stringify({ lost: nameless, hand });
    if (next === kept) return;
    kept = next;
    storage?.setItem(key(), JSON.stringify({ lost: nameless, hand, at: clock.now() }));
  }

  function isOwn(ticket: Ticket, autor: string | undefined): boolean {
    return own.has(`${ticket.ticket_id}:${ticket.version}`) && (autor === undefined || autor === who?.nombre);
  }

  function note(
    before: Hand & Partial<Facts>,
    after: Ticket | undefined,
    kind: LossKind,
    from?: Ticket,
  ): void {
    const event = (after ?? from) && eventOf((after ?? from) as Ticket, !after);
    const { ticketId, numero, estado } = before;
    const one: LostOrder = {
      ...{ ticketId, numero, from: estado, to: after?.estado ?? null, kind },
      // What has left this board is another's customer now.
      nombre: after ? ((from ?? after).cliente_nombre ?? null) : null,
      autor: event?.autor ?? null,
      en: event?.en ?? after?.actualizado_en ?? serverTime(),
      motivo: (event && 'motivo' in event && event.motivo) || null,
      was: (after && (kind === 'repartidor' ? before.repartidor?.nombre : before.indicaciones)) ?? null,
      is: (kind === 'repartidor' ? after?.repartidor?.nombre : after?.indicaciones) ?? null,
    };
    lost.value = [...lost.peek().filter((known) => known.ticketId !== ticketId), one];
    callUntil = clock.now() + calledForMs;
    callOut();
    if (!event && after) void ask(one);
  }

  // A snapshot says how an order is, not who did that.
  async function ask(one: LostOrder): Promise<void> {
    const entry = (await deps.history(one.ticketId))?.filter(({ a }) => a === one.to).pop();
    if (!entry) return;
    const { autor, en, motivo = null } = entry;
    lost.value = lost.peek().map((known) => (known === one ? { ...one, autor, en, motivo } : known));
    keep();
  }

  function callOut(): void {
    calls.clear();
    if (lost.peek().length === 0 || clock.now() >= callUntil) return;
    deps.call();
    calls.set(callEveryMs, callOut);
  }

  function begin(tickets: ReadonlyMap<number, Ticket>): void {
    const before = recall();
    lost.value = (before?.lost ?? []).filter((one) => !cameBack(one, tickets));
    if (lost.peek().length > 0) callUntil = clock.now() + calledForMs;
    for (const hand of before?.hand ?? []) {
      touched.add(hand.ticketId);
      const after = tickets.get(hand.ticketId);
      const facts = { estado: hand.estado, indicaciones: after?.indicaciones ?? null, repartidor: null };
      const kind = who && lossOf(facts, after, { rol: who.rol, touched: true });
      if (kind) note(hand, after, kind);
    }
    callOut();
  }

  function compare(before: ReadonlyMap<number, Ticket>, tickets: ReadonlyMap<number, Ticket>): void {
    for (const [id, ticket] of before) {
      const after = tickets.get(id);
      if (after === ticket || (after && after.version < ticket.version)) continue;
      const autor = after && eventOf(after, false)?.autor;
      if (!who || (after && isOwn(after, autor))) continue;
      const kind = lossOf(ticket, after, { rol: who.rol, touched: touched.has(id) || open === id });
      if (kind) note({ ...ticket, ticketId: id }, after, kind, ticket);
    }
    const still = lost.peek().filter((one) => !cameBack(one, tickets));
    if (still.length < lost.peek().length) lost.value = still;
  }

  effect(() => {
    for (const { ticketId, command } of engine.queue.value) {
      touched.add(ticketId);
      own.add(`${ticketId}:${command.version + 1}`);
    }
  });
  effect(() => {
    const tickets = engine.tickets.value;
    const connection = engine.connection.value;
    const here = person.value;
    const isLoaded = connection.kind === 'live' || ('dataAsOf' in connection && connection.dataAsOf !== null);
    untracked(() => {
      if (!here || connection.kind === 'signed-out') {
        last = null;
        who = null;
        kept = '';
        for (const set of [touched, own]) set.clear();
        lost.value = [];
        return;
      }
      if (!isLoaded || tickets === last) return;
      who = here;
      const before = last;
      last = tickets;
      if (before) compare(before, tickets);
      else begin(tickets);
      keep();
    });
  });

  return {
    lost,
    acknowledge(ticketId) {
      lost.value = lost.peek().filter((one) => one.ticketId !== ticketId);
      if (lost.peek().length === 0) calls.clear();
      keep();
    },
    opened(ticketId) {
      open = ticketId;
    },
  };
}

/** An order that is again where it was, is not lost any more. */
function cameBack({ ticketId, kind, from }: LostOrder, tickets: ReadonlyMap<number, Ticket>): boolean {
  const isPlace = kind !== 'indicaciones' && kind !== 'repartidor';
  return isPlace && tickets.get(ticketId)?.estado === from;
}

type Props = { orders: LostOrders; actions: TicketActions };

/** The cards of what was taken, struck through, each until it is tapped. @param estado only those that were there */
export function LostCards({ orders, estado }: Pick<Props, 'orders'> & { estado?: State }) {
  return (
    <>
      {orders.lost.value
        .filter(({ from }) => !estado || from === estado)
        .map((one) => (
          <li key={`perdido-${one.ticketId}`}>
            <button
              type="button"
              class="lost-card"
              data-perdido={one.ticketId}
              data-motivo={one.kind}
              onClick={onlyClick(() => orders.acknowledge(one.ticketId))}
            >
              <Told one={one} />
              <span class="lost-ok">
                <Icon name="done" />
                {words().understood}
              </span>
            </button>
          </li>
        ))}
    </>
  );
}

/** At the foot, wherever the card may be: the oldest, and how many there are. */
export function LostBar({ orders, actions }: Props) {
  useEffect(() => effect(() => orders.opened(actions.dialog.value?.ticketId ?? null)), [orders, actions]);
  const [first, ...more] = orders.lost.value;
  if (!first) return null;
  return (
    <div class="lost-bar" role="alert" data-motivo={first.kind} data-perdidos={more.length + 1}>
      <p>
        <Told one={first} />
        {more.length > 0 && <span class="lost-more">{words().more(more.length)}</span>}
      </p>
      <button
        type="button"
        class="button lost-seen"
        data-accion="perdido-visto"
        onClick={onlyClick(() => orders.acknowledge(first.ticketId))}
      >
        {words().understood}
      </button>
    </div>
  );
}

/** Who, when and why. Only what is gone is struck through. */
function Told({ one }: { one: LostOrder }) {
  const { kind, numero, nombre, autor, en, motivo, was, is } = one;
  const isGone = kind !== 'indicaciones' && kind !== 'repartidor';
  const { own } = splitNumero(numero);
  return (
    <span class="lost-told">
      {isGone ? <s class="lost-number">{own}</s> : <strong class="lost-number">{own}</strong>}
      {nombre && <bdi class={isGone ? 'lost-name lost-gone' : 'lost-name'}>{nombre}</bdi>}
      <strong>
        <bdi>{describeLoss(one)}</bdi>
      </strong>
      <span class="lost-when">{[autor, formatTime(en)].filter(Boolean).join(' · ')}</span>
      {motivo && <bdi class="lost-why">{motivo}</bdi>}
      {!isGone && was && (
        <s class="lost-why">
          <bdi>{was}</bdi>
        </s>
      )}
      {!isGone && is && <bdi class="lost-why">{is}</bdi>}
    </span>
  );
}

function describeLoss({ kind, to }: LostOrder): string {
  return kind === 'devuelto' && to ? words().back(labels().states[to]) : words().kinds[kind];
}

const words = bilingual({
  es: {
    kinds: {
      cancelado: 'Cancelado',
      devuelto: 'Vuelve atrás',
      entregado: 'Ya entregado',
      retirado: 'Ya no lo llevás vos',
      indicaciones: 'Cambiaron las indicaciones',
      repartidor: 'Cambió el repartidor',
    } satisfies Record<LossKind, string>,
    back: (to: string) => `Vuelve a ${to}`,
    more: (count: number) => `y ${count} más`,
    understood: 'Entendido',
    title: (count: number) => `(${count}) ¡Cambió! · Relevo`,
  },
  en: {
    kinds: {
      cancelado: 'Cancelled',
      devuelto: 'Goes back',
      entregado: 'Already delivered',
      retirado: 'No longer yours',
      indicaciones: 'The notes changed',
      repartidor: 'The driver changed',
    },
    back: (to) => `Back to ${to}`,
    more: (count) => `and ${count} more`,
    understood: 'Got it',
    title: (count) => `(${count}) Changed! · Relevo`,
  },
});

/** The title of a hidden page that has lost orders. */
export const lostTitle = (count: number): string => words().title(count);
