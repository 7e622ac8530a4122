import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Clock } from '../../sync/ports.ts';
import { createTimer } from '../../sync/timer.ts';
import { melodies, type Note, type Tone } from './tones.ts';

/** Port: what makes a sound. */
export type Speaker = {
  /** `espera`: not known yet; `bloqueado`: the browser wants a tap first; `sin-audio`: it can make no sound at all. */
  state: ReadonlySignal<'espera' | 'listo' | 'bloqueado' | 'sin-audio'>;
  /** Gets ready, as far as the browser lets a page do so by itself. */
  open(): void;
  /** As `open`, from within a tap or a key press: that is when a browser lets a page make sounds. */
  unlock(): void;
  /** @param volume from 0 to 100 */
  play(tone: Tone, volume: number): void;
  /** Cuts off what is playing. */
  hush(): void;
};

/** A browser that allows sounds says so within this; until then nobody is told that they are blocked. */
export const graceMs = 700;
const fadeS = 0.02;

/** What plays the notes of `tones.ts`. A context that the system closed is made anew, one that it interrupted is resumed. */
export function createSpeaker(deps: { clock: Clock; makeContext(): AudioContext }): Speaker {
  const state = signal<'espera' | 'listo' | 'bloqueado' | 'sin-audio'>('espera');
  const grace = createTimer(deps.clock);
  let context: AudioContext | null = null;
  let playing: { output: GainNode; sources: OscillatorNode[] } | null = null;

  function look(): void {
    if (context?.state === 'running') {
      grace.clear();
      state.value = 'listo';
    } else if (state.peek() !== 'bloqueado' && !grace.armed()) {
      state.value = 'espera';
      grace.set(graceMs, () => {
        state.value = 'bloqueado';
      });
    }
  }

  function make(): AudioContext | null {
    if (context && context.state !== 'closed') return context;
    try {
      context = deps.makeContext();
    } catch {
      context = null;
      state.value = 'sin-audio';
      return null;
    }
    const made = context;
    made.onstatechange = () => {
      if (made !== context) return;
      // iOS interrupts for a call and may close what was long unused: both are taken up again by themselves.
      if (made.state === 'running') look();
      else open();
    };
    return context;
  }

  function open(): void {
    const ready = make();
    if (!ready) return;
    // It answers when the browser allows it, which may be never; the state tells.
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
    play(tone, volume) {
      hush();
      if (context?.state !== 'running') return;
      playing = playNotes(context, melodies[tone], gainOf(volume));
    },
  };
}

/** Ears hear steps by ratios: half of the way sounds half as loud. @param volume from 0 to 100 */
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
