import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person, Ticket } from '@relevo/contract';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';
import type { EarlyArrivals } from './alert-loader.ts';
import { type AlertSettings, isSoundOn } from './alert-settings.ts';
import { decideRinging, isUnseen } from './ringing.ts';
import type { Speaker } from './speaker.ts';
import type { TabLock } from './tab-lock.ts';

/** How often it rings while an order waits to be seen. */
export const ringEveryMs = 4_000;
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
}): Ringer {
  const { engine, clock, person, settings, speaker, tabLock, early } = deps;
  const live = signal<ReadonlySet<number>>(new Set(early?.live));
  const missed = signal(early?.missed ?? 0);
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
    }),
  );
  const sounding = computed(() => heard.value && ringing.value.length > 0);

  function play(): void {
    speaker.play(settings.tone.peek(), settings.volume.peek());
  }

  function ring(): void {
    play();
    beat.set(ringEveryMs, ring);
  }

  function dismiss(): void {
    missedShown.clear();
    missed.value = 0;
  }

  // Somebody who signs in is called for what comes in from then on, not for what was there before.
  effect(() => {
    if (person.value) return;
    batch(() => {
      live.value = new Set();
      dismiss();
    });
  });
  effect(() => {
    const tickets = engine.arrivedLive.value;
    if (tickets.length === 0) return;
    // A driver cannot acknowledge an order, so it makes one sound only.
    if (person.peek()?.rol === 'repartidor') {
      if (heard.peek()) play();
      return;
    }
    const shown = engine.shown.peek();
    const still = [...live.peek()].filter((id) => {
      const ticket = shown.get(id);
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
  // Only a tab that can be heard and that has received the order itself competes for the lock. A driver's one sound comes
  // at once, so a driver's tab holds the lock beforehand.
  const called = computed(() =>
    person.value?.rol === 'repartidor' ? engine.connection.value.kind === 'live' : ringing.value.length > 0,
  );
  effect(() => tabLock.request(audible.value && called.value));
  effect(() => {
    if (sounding.value) return ring();
    beat.clear();
    speaker.hush();
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
    missed: { count: missed, dismiss },
  };
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
