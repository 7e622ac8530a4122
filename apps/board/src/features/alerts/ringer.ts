import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person, Ticket } from '@relevo/contract';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import type { DeviceStorage } from '../../device/storage.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';
import type { EarlyArrivals } from './alert-loader.ts';
import { type AlertSettings, isSoundOn } from './alert-settings.ts';
import { decideRinging, isUnseen } from './ringing.ts';
import type { Speaker } from './speaker.ts';
import type { TabLock } from './tab-lock.ts';

/** How often it rings while an order waits to be seen. */
export const ringEveryMs = 4_000;
/** How a phone shakes for an order that was given to its driver, and for one that was taken: ms on, off, on. */
const shake = { order: [400, 150, 400], lost: [150, 100, 150, 100, 600] };
/** A single sound is made within this time or not at all, in ms. */
const chimeMs = 1_000;
/** For how long a tab keeps the sound from the others afterwards: by then their time is over, in ms. */
const chimeHeldMs = 2_500;
/** How long the page shows how many orders were missed. */
export const missedShownMs = 20_000;

/** Calls people to new orders. */
export type Ringer = {
  /** The tickets that ring now, whether or not this tab can be heard. */
  ringing: ReadonlySignal<readonly Ticket[]>;
  /** Whether this tab could be heard: sound is on, and the browser allows it. */
  audible: ReadonlySignal<boolean>;
  /** Whether this tab makes a sound for them. */
  sounding: ReadonlySignal<boolean>;
  /** Sound is on, but the browser wants a tap first. */
  blocked: ReadonlySignal<boolean>;
  /** Unblocks sounds where they are wanted. Call it from within a tap. */
  unlock(): void;
  /** Plays the chosen tone once. Call it from within a tap. */
  tryOut(): void;
  /** Plays something once, in one of the tabs of this device. */
  chime(melody: 'perdido' | 'tarde'): void;
  /** A driver has seen these orders. */
  see(ticketIds: readonly number[]): void;
  /** How many orders came in while this page had no connection. */
  missed: { count: ReadonlySignal<number>; dismiss(): void };
};

export function createRinger(deps: {
  engine: Pick<SyncEngine, 'arrivedLive' | 'arrivedMissed' | 'shown' | 'connection'>;
  clock: Clock;
  person: ReadonlySignal<Person | null>;
  settings: AlertSettings;
  speaker: Speaker;
  tabLock: TabLock;
  early?: EarlyArrivals;
  /** Where the device remembers what rings, for after a reload. */
  storage?: DeviceStorage | null;
  /** Shakes the device, where it can. */
  vibrate?: (pattern: number[]) => void;
}): Ringer {
  const { engine, clock, person, settings, speaker, tabLock, early, storage = null } = deps;
  const { vibrate = () => {} } = deps;
  const live = signal<ReadonlySet<number>>(new Set(early?.live));
  const missed = signal(early?.missed ?? 0);
  const seen = signal<ReadonlySet<number>>(new Set());
  const chiming = signal<'perdido' | 'tarde' | null>(null);
  const chimeUntil = createTimer(clock);
  const chimeHeld = createTimer(clock);
  const trying = signal(false);
  const beat = createTimer(clock);
  const missedShown = createTimer(clock);

  const wanted = computed(() => isSoundOn(settings, person.value) && settings.volume.value > 0);
  const audible = computed(() => wanted.value && speaker.state.value === 'ready');
  const heard = computed(() => audible.value && tabLock.held.value);
  const ringing = steady(() =>
    decideRinging({
      person: person.value,
      live: live.value,
      tickets: engine.shown.value,
      connection: engine.connection.value.kind,
      seen: seen.value,
    }),
  );
  const isDriver = computed(() => person.value?.rol === 'repartidor');
  const sounding = computed(() => heard.value && ringing.value.length > 0);

  function play(): void {
    speaker.play(settings.tone.peek(), settings.volume.peek());
  }

  function ring(): void {
    if (heard.peek()) play();
    if (isDriver.peek()) vibrate(shake.order);
    beat.set(ringEveryMs, ring);
  }

  function dismiss(): void {
    missedShown.clear();
    missed.value = 0;
  }

  // Somebody who signs in is called for what comes in from then on, not for what was there before; after a reload, for
  // what has called them already.
  let who: Person | null = null;
  effect(() => {
    const next = person.value;
    batch(() => {
      if (next && next.id !== who?.id) live.value = new Set([...readRang(storage, next), ...live.peek()]);
      if (next) return;
      live.value = new Set();
      seen.value = new Set();
      chiming.value = null;
      dismiss();
      if (who) storage?.setItem(rangKey, '');
    });
    who = next;
  });
  effect(() => {
    const ids = [...live.value].filter((id) => !seen.value.has(id));
    if (who) storage?.setItem(rangKey, JSON.stringify({ id: who.id, ids }));
  });
  effect(() => {
    const tickets = engine.arrivedLive.value;
    if (tickets.length === 0) return;
    const shown = engine.shown.peek();
    const still = [...live.peek()].filter((id) => {
      const ticket = shown.get(id);
      if (isDriver.peek()) return ticket && !seen.peek().has(id);
      return ticket && (isUnseen(ticket) || ticket.pending);
    });
    live.value = new Set([...still, ...tickets.map(({ ticket_id }) => ticket_id)]);
  });
  effect(() => {
    const added = engine.arrivedMissed.value.length;
    if (added === 0) return;
    missed.value = missed.peek() + added;
    missedShown.set(missedShownMs, dismiss);
  });
  effect(() => {
    if (wanted.value) speaker.open();
  });
  // After the first tap on a page the browser may need a moment before it can play.
  effect(() => {
    if (!trying.value || speaker.state.value !== 'ready') return;
    trying.value = false;
    play();
  });
  // Only a tab that can be heard and that has received the order itself competes for the lock.
  const called = computed(() => ringing.value.length > 0 || chiming.value !== null);
  effect(() => tabLock.request(audible.value && called.value));
  // A driver's phone shakes also where it must not sound, or may not yet.
  const beats = computed(() => sounding.value || (isDriver.value && ringing.value.length > 0));
  effect(() => {
    if (sounding.value) return ring();
    beat.clear();
    speaker.hush();
    if (beats.value) ring();
  });
  effect(() => {
    if (!chiming.value || !heard.value || !chimeUntil.armed()) return;
    chimeUntil.clear();
    // Where it rings already, that is loud enough, and says more.
    if (!sounding.peek()) speaker.play(chiming.value, settings.volume.peek());
  });

  return {
    ringing,
    audible,
    sounding,
    blocked: computed(() => wanted.value && speaker.state.value === 'blocked'),
    unlock() {
      if (wanted.peek() && speaker.state.peek() !== 'ready') speaker.unlock();
    },
    tryOut() {
      trying.value = true;
      speaker.unlock();
    },
    chime(melody) {
      if (isDriver.peek()) vibrate(shake.lost);
      chimeUntil.set(chimeMs, () => {});
      chimeHeld.set(chimeHeldMs, () => {
        chiming.value = null;
      });
      // Also for a second one of its kind.
      chiming.value = null;
      chiming.value = melody;
    },
    see(ticketIds) {
      seen.value = new Set([...seen.peek(), ...ticketIds]);
    },
    missed: { count: missed, dismiss },
  };
}

const rangKey = 'relevo:suenan';

/** Ids of the tickets for which this device called this person. Whether they still ring, the board says. */
function readRang(storage: DeviceStorage | null, person: Person): number[] {
  try {
    const { id, ids } = JSON.parse(storage?.getItem(rangKey) || '{}');
    return id === person.id && Array.isArray(ids) ? ids : [];
  } catch {
    return [];
  }
}

// Every event makes a new list; the signal changes only when the list holds other tickets.
function steady(decide: () => Ticket[]): ReadonlySignal<readonly Ticket[]> {
  let last: readonly Ticket[] = [];
  return computed(() => {
    const next = decide();
    if (next.length !== last.length || next.some((ticket, at) => ticket !== last[at])) last = next;
    return last;
  });
}
