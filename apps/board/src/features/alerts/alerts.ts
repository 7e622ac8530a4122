import './alerts.css';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { Clock } from '../../device/clock.ts';
import type { DeviceStorage } from '../../device/storage.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';
import { createRingSettings, type RingSettings } from './alert-settings.ts';
import { createAttention, createNotifier, type Notifier } from './attention.ts';
import { MissedToast, RingBar } from './ring-bar.tsx';
import type { EarlyArrivals } from './ring-loader.ts';
import { createRinger, type Ringer } from './ringer.ts';
import { createSpeaker, type Speaker } from './speaker.ts';
import { createTurn } from './tab-lock.ts';
import { ringWords } from './words.ts';

/** Everything that draws attention to orders, on this page. */
export type Ring = Ringer & {
  /** Over the board, and among its notes. */
  Bar: typeof RingBar;
  Missed: typeof MissedToast;
  settings: RingSettings;
  speaker: Pick<Speaker, 'state'>;
  notifier: Notifier;
  /** What the title of a hidden page says while new orders call; empty: nothing. */
  callingTitle: ReadonlySignal<string>;
};

/** Puts the ringing together with this browser's sounds, notifications and tabs. */
export function openRing(deps: {
  engine: SyncEngine;
  clock: Clock;
  storage: DeviceStorage | null;
  person: ReadonlySignal<Person | null>;
  early: EarlyArrivals;
}): Ring {
  const { engine, clock } = deps;
  const settings = createRingSettings(deps.storage);
  const speaker = createSpeaker({ clock, makeContext: () => new AudioContext() });
  const ringer = createRinger({ ...deps, settings, speaker, turn: createTurn(navigator.locks) });
  const notifier = createNotifier(globalThis.Notification);
  const hidden = watchHidden();
  const { ringing } = ringer;
  const { arrivedLive } = engine;
  const { calling } = createAttention({
    ...{ arrivedLive, ringing, hidden, settings, notifier, goTo },
    person: deps.person,
  });

  // Any tap is one that a browser takes for the wish to hear something.
  for (const name of ['pointerup', 'keydown', 'touchend']) addEventListener(name, ringer.unlock, true);
  // A call or a long sleep may have taken the sound away unseen.
  effect(() => {
    if (!hidden.value) ringer.unlock();
  });
  return {
    ...{ ...ringer, settings, speaker, notifier, Bar: RingBar, Missed: MissedToast },
    callingTitle: computed(() => (calling.value > 0 ? ringWords().title(calling.value) : '')),
  };
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
