import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person, Ticket } from '@relevo/contract';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';
import { isSoundOn, type RingSettings } from './alert-settings.ts';
import type { EarlyArrivals } from './ring-loader.ts';
import { decideRinging, isUnseen } from './ringing.ts';
import type { Speaker } from './speaker.ts';
import type { Turn } from './tab-lock.ts';

/** A note each so often, as long as somebody is called for. */
export const ringEveryMs = 4_000;
/** For so long it is said how many orders were missed. */
export const missedShownMs = 20_000;

/** What calls people to new orders. */
export type Ringer = {
  /** The tickets that call for somebody now, whether or not it can be heard here. */
  ringing: ReadonlySignal<readonly Ticket[]>;
  /** Whether this tab could be heard: sound is on, and the browser lets it. */
  audible: ReadonlySignal<boolean>;
  /** Whether this tab makes a sound for them. */
  sounding: ReadonlySignal<boolean>;
  /** Sound is on, but the browser wants a tap first. */
  blocked: ReadonlySignal<boolean>;
  /** Makes sounds possible where they are wanted. To be called from within a tap. */
  unlock(): void;
  /** Lets the tone be heard once, as it is set. To be called from within a tap. */
  tryOut(): void;
  /** How many orders came in while this page could not hear of them. */
  missed: { count: ReadonlySignal<number>; dismiss(): void };
};

export function createRinger(deps: {
  engine: Pick<SyncEngine, 'arrivedLive' | 'arrivedMissed' | 'shown' | 'connection'>;
  clock: Clock;
  person: ReadonlySignal<Person | null>;
  settings: RingSettings;
  speaker: Speaker;
  turn: Turn;
  early?: EarlyArrivals;
}): Ringer {
  const { engine, clock, person, settings, speaker, turn, early } = deps;
  const live = signal<ReadonlySet<number>>(new Set(early?.live));
  const missed = signal(early?.missed ?? 0);
  const trying = signal(false);
  const beat = createTimer(clock);
  const missedShown = createTimer(clock);

  const wanted = computed(() => isSoundOn(settings, person.value) && settings.volume.value > 0);
  const audible = computed(() => wanted.value && speaker.state.value === 'listo');
  const heard = computed(() => audible.value && turn.mine.value);
  const ringing = steady(() =>
    decideRinging({
      ...{ person: person.value, live: live.value, tickets: engine.shown.value },
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

  // Who comes to the board is called for what comes in from then on, not for what was there before.
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
    // A driver cannot acknowledge: one sound, and it is theirs to look.
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
  // The first tap on a page may have to wait for the browser.
  effect(() => {
    if (!trying.value || speaker.state.value !== 'listo') return;
    trying.value = false;
    play();
  });
  // A tab that cannot be heard, or that has not heard of the order itself, leaves the ringing to one that can. A driver's
  // one sound comes at once: it has to have its turn before.
  const called = computed(() =>
    person.value?.rol === 'repartidor'
      ? engine.connection.value.kind === 'en-vivo'
      : ringing.value.length > 0,
  );
  effect(() => turn.want(audible.value && called.value));
  effect(() => {
    if (sounding.value) return ring();
    beat.clear();
    speaker.hush();
  });

  return {
    ...{ ringing, audible, sounding },
    blocked: computed(() => wanted.value && speaker.state.value === 'bloqueado'),
    unlock() {
      if (wanted.peek() && speaker.state.peek() !== 'listo') speaker.unlock();
    },
    tryOut() {
      trying.value = true;
      speaker.unlock();
    },
    missed: { count: missed, dismiss },
  };
}

// Every event makes a new list; only another one is news.
function steady(decide: () => Ticket[]): ReadonlySignal<readonly Ticket[]> {
  let last: readonly Ticket[] = [];
  return computed(() => {
    const next = decide();
    if (next.length !== last.length || next.some((ticket, at) => ticket !== last[at])) last = next;
    return last;
  });
}
