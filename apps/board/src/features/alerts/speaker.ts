import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';

/** Port: makes sounds. */
export type Speaker = {
  /** `unknown`: the browser has not said yet; `blocked`: it wants a tap first; `no-audio`: it can make no sound at all. */
  state: ReadonlySignal<'unknown' | 'ready' | 'blocked' | 'no-audio'>;
  /** Gets ready, as far as the browser lets a page do so by itself. */
  open(): void;
  /** As `open`, from within a tap or a key press: that is when a browser lets a page make sounds. */
  unlock(): void;
  /** @param volume from 0 to 100 */
  play(melody: Melody, volume: number): void;
  /** Stops what is playing. */
  hush(): void;
};

/** A browser that allows sounds says so within this time; only then does the page call them blocked. */
export const graceMs = 700;
const fadeS = 0.02;

/** Plays the tones below. It replaces an audio context that the system closed and resumes one that it interrupted. */
export function createSpeaker(deps: { clock: Clock; makeContext(): AudioContext }): Speaker {
  const state = signal<'unknown' | 'ready' | 'blocked' | 'no-audio'>('unknown');
  const grace = createTimer(deps.clock);
  let context: AudioContext | null = null;
  let playing: { output: GainNode; sources: OscillatorNode[] } | null = null;

  function look(): void {
    if (context?.state === 'running') {
      grace.clear();
      state.value = 'ready';
    } else if (state.peek() !== 'blocked' && !grace.armed()) {
      state.value = 'unknown';
      grace.set(graceMs, () => {
        state.value = 'blocked';
      });
    }
  }

  function make(): AudioContext | null {
    if (context && context.state !== 'closed') return context;
    try {
      context = deps.makeContext();
    } catch {
      context = null;
      state.value = 'no-audio';
      return null;
    }
    const made = context;
    made.onstatechange = () => {
      if (made !== context) return;
      // iOS interrupts the context for a call, and may close one that was unused for long: open it again.
      if (made.state === 'running') look();
      else open();
    };
    return context;
  }

  function open(): void {
    const ready = make();
    if (!ready) return;
    // This resolves once the browser allows sounds, which may be never; the context's state tells.
    if (ready.state !== 'running') void ready.resume().then(look, () => {});
    look();
  }

  function hush(): void {
    if (!playing || !context) return;
    const { output, sources } = playing;
    playing = null;
    const end = context.currentTime + fadeS;
    output.gain.setTargetAtTime(0, context.currentTime, fadeS / 4);
    for (const source of sources) source.stop(end);
  }

  return {
    state,
    open,
    unlock: open,
    hush,
    play(melody, volume) {
      hush();
      if (context?.state !== 'running') return;
      playing = playNotes(context, melodies[melody], gainOf(volume));
    },
  };
}

/**
 * Converts a volume to a gain. The ear hears ratios: with a square, half the volume sounds half as loud.
 * @param volume from 0 to 100
 */
export function gainOf(volume: number): number {
  return (volume / 100) ** 2;
}

function playNotes(context: AudioContext, notes: readonly Note[], gain: number) {
  const output = context.createGain();
  output.gain.value = gain;
  output.connect(context.destination);
  const sources = notes.map((note) => {
    const start = context.currentTime + note.at;
    const source = context.createOscillator();
    source.type = note.wave;
    source.frequency.value = note.hz;
    const envelope = context.createGain();
    envelope.gain.setValueAtTime(0.0001, start);
    envelope.gain.exponentialRampToValueAtTime(note.level, start + 0.01);
    if (note.shape === 'held') envelope.gain.setValueAtTime(note.level, start + note.s - fadeS);
    envelope.gain.exponentialRampToValueAtTime(0.0001, start + note.s);
    source.connect(envelope).connect(output);
    source.start(start);
    source.stop(start + note.s);
    return source;
  });
  return { output, sources };
}

export const tones = ['campana', 'timbre', 'suave'] as const;
export type Tone = (typeof tones)[number];
/** What can be played: the tones to choose from for new orders, and the sounds of a lost and of a late order. */
export type Melody = Tone | 'perdido' | 'tarde';

/** One oscillator: when it starts and for how long (s), how high (Hz), how loud (0 to 1), how it begins and dies away. */
type Note = {
  at: number;
  s: number;
  hz: number;
  wave: OscillatorType;
  level: number;
  /** `struck` like a bell, `held` like a buzzer. */
  shape: 'struck' | 'held';
};

// Partials of a small bell: https://en.wikipedia.org/wiki/Strike_tone
const bell = [
  { ratio: 1, level: 0.5, s: 1.4 },
  { ratio: 2, level: 0.26, s: 1.1 },
  { ratio: 2.4, level: 0.16, s: 0.9 },
  { ratio: 3, level: 0.12, s: 0.7 },
  { ratio: 4.5, level: 0.08, s: 0.4 },
];

const strike = (at: number, hz: number): Note[] =>
  bell.map(({ ratio, level, s }) => ({ at, s, hz: hz * ratio, wave: 'sine', level, shape: 'struck' }));

// Two reeds a little apart beat against each other: it cuts through an extractor hood.
const buzz = (at: number, s: number): Note[] =>
  [880, 1108].map((hz) => ({ at, s, hz, wave: 'square', level: 0.3, shape: 'held' }));

const drop = (at: number, hz: number): Note => ({
  at,
  s: 0.9,
  hz,
  wave: 'sine',
  level: 0.7,
  shape: 'struck',
});

// Reeds as in an old horn: no new order sounds like it.
const horn = (at: number, hz: number): Note[] =>
  [1, 1.5].map((ratio) => ({ at, s: 0.3, hz: hz * ratio, wave: 'triangle', level: 0.5, shape: 'held' }));

/** What is played once for each. A lost order falls, a late one knocks twice. */
export const melodies: Record<Melody, readonly Note[]> = {
  perdido: [...horn(0, 587.33), ...horn(0.34, 466.16), ...horn(0.68, 349.23)],
  tarde: [...buzz(0, 0.12), ...buzz(0.22, 0.12)],
  campana: [...strike(0, 1046.5), ...strike(0.45, 1318.5)],
  timbre: [...buzz(0, 0.28), ...buzz(0.4, 0.28), ...buzz(0.8, 0.28)],
  suave: [drop(0, 523.25), drop(0.25, 659.25), drop(0.5, 783.99)],
};
