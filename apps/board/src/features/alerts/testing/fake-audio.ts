import { setImmediate } from 'node:timers/promises';

type Context = { state: string; onstatechange: (() => void) | null };

/** The part of WebAudio that is used, in a browser that allows sounds or does not. */
export function createFakeAudio({ allowed }: { allowed: boolean }) {
  const contexts: Context[] = [];
  const started: number[] = [];
  const gains: number[] = [];
  let may = allowed;
  let stops = 0;

  function change(context: Context | undefined, state: string): void {
    if (!context) return;
    context.state = state;
    context.onstatechange?.();
  }

  const param = () => ({
    value: 0,
    setValueAtTime() {},
    exponentialRampToValueAtTime() {},
    setTargetAtTime() {},
  });
  const connect = <T>(to: T) => to;

  function makeContext(): AudioContext {
    const context = {
      ...{ state: 'suspended', onstatechange: null as (() => void) | null, currentTime: 0, destination: {} },
      // A browser that wants a tap leaves the promise open.
      resume: () =>
        new Promise<void>((resolve, reject) => {
          if (context.state === 'closed') return reject(new Error('closed'));
          if (!may) return;
          queueMicrotask(() => change(context, 'running'));
          resolve();
        }),
      createGain() {
        const at = gains.push(Number.NaN) - 1;
        const gain = Object.defineProperty(param(), 'value', { set: (value) => (gains[at] = value) });
        return { gain, connect };
      },
      createOscillator() {
        const frequency = { value: 0 };
        return {
          ...{ type: 'sine', frequency, connect },
          start: () => started.push(frequency.value),
          stop: () => {
            stops += 1;
          },
        };
      },
    };
    contexts.push(context);
    return context as unknown as AudioContext;
  }

  return {
    ...{ makeContext, started, gains },
    made: () => contexts.length,
    stops: () => stops,
    allow() {
      may = true;
    },
    forbid() {
      may = false;
    },
    /** What the system makes of the latest context. */
    become: (state: string) => change(contexts.at(-1), state),
    settled: () => setImmediate(),
  };
}
