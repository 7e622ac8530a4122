import { signal } from '@preact/signals-core';
import type { Speaker } from '../speaker.ts';

/** A speaker that notes what it plays, in a browser that allows sounds or wants a tap first. */
export function createFakeSpeaker({ allowed = true } = {}) {
  const state = signal<Speaker['state']['value']>('unknown');
  const played: string[] = [];
  let loud = false;
  return {
    state,
    played,
    /** Whether something can be heard at this moment. */
    isLoud: () => loud,
    open() {
      if (state.peek() !== 'ready') state.value = allowed ? 'ready' : 'blocked';
    },
    unlock() {
      state.value = 'ready';
    },
    play(tone: string, volume: number) {
      played.push(`${tone} ${volume}`);
      loud = true;
    },
    hush() {
      loud = false;
    },
  } satisfies Speaker & Record<string, unknown>;
}
