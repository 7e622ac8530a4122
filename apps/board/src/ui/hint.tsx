import { type ReadonlySignal, signal } from '@preact/signals';
import { type Clock, createTimer } from '../device/clock.ts';

const shownMs = 5_000;

/** Shows a short message after an action that had no effect, also to screen readers. */
export type Hint = { text: ReadonlySignal<string>; say(text: string): void };

export function createHint(clock: Clock): Hint {
  const text = signal('');
  const expiry = createTimer(clock);
  return {
    text,
    say(next) {
      text.value = next;
      expiry.set(shownMs, () => {
        text.value = '';
      });
    },
  };
}

export function HintLine({ hint }: { hint: Hint }) {
  return (
    <p class="hint" role="status" data-aviso="ayuda">
      {hint.text}
    </p>
  );
}
