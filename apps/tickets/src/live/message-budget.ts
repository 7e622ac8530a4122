/** Messages that somebody may send. */
export type MessageBudget = {
  /** Counts one. @returns false where it is one too many */
  take(): boolean;
};

/**
 * Makes a token bucket: so many messages a second in the long run, and `burst` of them at once.
 * @param options.now milliseconds of a clock that never goes back
 */
export function createMessageBudget(options: {
  perSecond: number;
  burst: number;
  now?: () => number;
}): MessageBudget {
  const { perSecond, burst, now = () => performance.now() } = options;
  let left = burst;
  let at = now();
  return {
    take() {
      const moment = now();
      left = Math.min(burst, left + ((moment - at) / 1_000) * perSecond);
      at = moment;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
