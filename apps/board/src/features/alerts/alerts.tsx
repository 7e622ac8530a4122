import './alerts.css';
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import type { Person, Ticket } from '@relevo/contract';
import { type TicketActions, ticketActionsApi } from '../../actions/ticket-actions.ts';
import type { Clock } from '../../device/clock.ts';
import type { DeviceStorage } from '../../device/storage.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';
import { splitNumero } from '../../ticket/ticket-number.tsx';
import { onlyClick } from '../../ui/click.ts';
import type { EarlyArrivals } from './alert-loader.ts';
import { type AlertSettings, createAlertSettings, staysAwake } from './alert-settings.ts';
import { createAttention, createNotifier, keepAwake, type Notifier } from './attention.ts';
import { createLostOrders, LostBar, LostCards, type LostOrders, lostTitle } from './lost-orders.tsx';
import { createRinger, type Ringer } from './ringer.ts';
import { mayAcknowledge } from './ringing.ts';
import { createSpeaker, type Speaker } from './speaker.ts';
import { createTabLock } from './tab-lock.ts';
import { alertWords as words } from './words.ts';

/** Everything that draws attention to orders, on this page. */
export type Alerts = Ringer & {
  /** What stands above the board, and among its notes. */
  Bar: typeof RingBar;
  Missed: typeof MissedToast;
  /** What others took from who works here, and its cards. */
  orders: LostOrders;
  Cards: typeof LostCards;
  settings: AlertSettings;
  speaker: Pick<Speaker, 'state'>;
  notifier: Notifier;
  /** Whether the screen stays on; null where the browser cannot keep it on. */
  awake: ReadonlySignal<boolean> | null;
  /** The title of a hidden page while new orders ring; empty where nothing rings. */
  callingTitle: ReadonlySignal<string>;
};

/** What Safari calls it before 14.1. */
declare const webkitAudioContext: typeof AudioContext;

/** Connects the ringing to this browser's sounds, notifications and tabs. */
export function openAlerts(deps: {
  engine: SyncEngine;
  clock: Clock;
  storage: DeviceStorage | null;
  person: ReadonlySignal<Person | null>;
  early: EarlyArrivals;
  /** The ids of the orders that are late. */
  late: ReadonlySignal<ReadonlySet<number>>;
}): Alerts {
  const { engine, clock } = deps;
  const settings = createAlertSettings(deps.storage);
  const speaker = createSpeaker({
    clock,
    makeContext: () => new (globalThis.AudioContext ?? webkitAudioContext)(),
  });
  const tabLock = createTabLock(navigator.locks);
  const vibrate = (pattern: number[]) => void navigator.vibrate?.(pattern);
  const ringer = createRinger({ ...deps, settings, speaker, tabLock, vibrate });
  const orders = createLostOrders({
    ...deps,
    call: () => ringer.chime('perdido'),
    async history(ticketId) {
      const reply = await ticketActionsApi.history(ticketId);
      return reply.ok ? reply.value.historial : null;
    },
  });
  callLate({ late: deps.late, tickets: engine.shown, chime: ringer.chime });
  const notifier = createNotifier(globalThis.Notification);
  const hidden = watchHidden();
  const { ringing } = ringer;
  const { arrivedLive } = engine;
  const { calling } = createAttention({
    arrivedLive,
    ringing,
    hidden,
    person: deps.person,
    settings,
    notifier,
    goTo,
  });

  // A browser allows sounds after any tap or key press.
  for (const name of ['pointerup', 'keydown', 'touchend']) addEventListener(name, ringer.unlock, true);
  // A phone call or a long sleep may have blocked the sound meanwhile.
  effect(() => {
    if (!hidden.value) ringer.unlock();
  });
  const touch = matchMedia('(pointer: coarse)').matches;
  const awake = computed(() => staysAwake(settings, deps.person.value, touch));
  effect(() => (awake.value ? keepAwake(navigator.wakeLock, document) : undefined));
  return {
    ...ringer,
    awake: navigator.wakeLock ? awake : null,
    settings,
    speaker,
    notifier,
    Bar: RingBar,
    Missed: MissedToast,
    orders,
    Cards: LostCards,
    callingTitle: computed(() => {
      const lost = hidden.value ? orders.lost.value.length : 0;
      if (lost > 0) return lostTitle(lost);
      return calling.value > 0 ? words().title(calling.value) : '';
    }),
  };
}

/** Makes one sound for an order that becomes late in its state, however often it is counted anew. */
export function callLate(deps: {
  late: ReadonlySignal<ReadonlySet<number>>;
  tickets: ReadonlySignal<ReadonlyMap<number, Pick<Ticket, 'estado'>>>;
  chime(melody: 'tarde'): void;
}): void {
  const called = new Set<string>();
  let known = false;
  effect(() => {
    const late = deps.late.value;
    const tickets = deps.tickets.peek();
    const added = [...late].map((id) => `${id} ${tickets.get(id)?.estado}`).filter((one) => !called.has(one));
    for (const one of added) called.add(one);
    // What was late when the page came to know its orders, is no news.
    if (known && added.length > 0) untracked(() => deps.chime('tarde'));
    known = tickets.size > 0;
  });
}

function watchHidden(): ReadonlySignal<boolean> {
  const hidden = signal(document.hidden);
  document.addEventListener('visibilitychange', () => {
    hidden.value = document.hidden;
  });
  return hidden;
}

function goTo(ticketId: number): void {
  window.focus();
  const card = document.querySelector(`[data-ticket-id="${ticketId}"]`);
  card?.scrollIntoView({ block: 'center' });
  card?.querySelector('button')?.focus();
}

type Props = { ring: Alerts; actions: TicketActions };

/** Shows what rings, with one button that silences it on all devices, and says where sound is blocked. */
function RingBar({ ring, actions }: Props) {
  const tickets = ring.ringing.value;
  const blocked = ring.blocked.value;
  const isDriver = actions.person.rol === 'repartidor';
  const rows = [blocked, tickets.length > 0, ring.orders.lost.value.length > 0].filter(Boolean).length;
  // It follows the open dialog also while it shows nothing.
  if (rows === 0) return <LostBar orders={ring.orders} actions={actions} />;
  return (
    <section class={rows > 1 ? 'ring-place ring-place-tall' : 'ring-place'} aria-label={words().place}>
      <LostBar orders={ring.orders} actions={actions} />
      {blocked && (
        <button type="button" class="ring-blocked" data-accion="activar-sonido" onClick={ring.unlock}>
          <BellIcon />
          {words().blocked}
        </button>
      )}
      {tickets.length > 0 && (
        <div class="ring-bar" data-sonando={ring.sounding.value ? 'si' : 'no'} data-suenan={tickets.length}>
          <BellIcon />
          <p class="ring-what">
            <strong>{isDriver ? words().given(tickets.length) : words().newOrders(tickets.length)}</strong>
            <Which tickets={tickets} />
          </p>
          {(isDriver || mayAcknowledge(actions.person)) && (
            <button
              type="button"
              class="button ring-seen"
              data-accion="visto-todos"
              onClick={onlyClick(() =>
                isDriver ? ring.see(tickets.map(idOf)) : acknowledge(tickets, actions),
              )}
            >
              {tickets.length === 1 ? words().seen : words().seenAll}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

const idOf = ({ ticket_id }: Ticket) => ticket_id;
const named = 3;

function Which({ tickets }: { tickets: readonly Ticket[] }) {
  const numbers = tickets.slice(0, named).map(({ numero }) => splitNumero(numero).own);
  return (
    <bdi class="ring-which">
      {numbers.join(' · ')}
      {tickets.length > named && ' …'}
    </bdi>
  );
}

function acknowledge(tickets: readonly Ticket[], actions: TicketActions): void {
  for (const { ticket_id } of tickets) {
    const ticket = actions.find(ticket_id);
    if (ticket && actions.offers(ticket).reconocer) actions.run(ticket, { accion: 'reconocer' });
  }
}

/** Says how many orders came in while there was no connection. The board marks them as new, and none of them rings. */
function MissedToast({ missed, person }: { missed: Ringer['missed']; person: Person }) {
  const count = missed.count.value;
  if (count === 0) return null;
  return (
    <div class="toast" data-aviso="perdidos">
      <p>{person.rol === 'repartidor' ? words().missedByDriver(count) : words().missed(count)}</p>
      {person.rol !== 'lectura' && (
        <button
          type="button"
          class="button button-toast"
          data-accion="cerrar-aviso"
          onClick={onlyClick(missed.dismiss)}
        >
          {words().understood}
        </button>
      )}
    </div>
  );
}

/** A small bell beside a text that says the same; it is not read out. */
function BellIcon() {
  return (
    <svg class="icon ring-bell" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M8 1.2c.6 0 1 .4 1 1v.5a4.200 4.200 0 0 1 3.200 4.100v2.700l1.300 1.800c.3.500 0 1.100-.6 1.100H3.100c-.6 0-.9-.6-.6-1.100l1.300-1.800V6.800A4.200 4.200 0 0 1 7 2.700v-.5c0-.6.4-1 1-1ZM6.300 13.300h3.400a1.700 1.700 0 0 1-3.400 0Z" />
    </svg>
  );
}
