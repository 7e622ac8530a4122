export type SocketLimits = {
  /** Open connections in all. */
  maxConnections: number;
  /** Open connections of one address. */
  maxConnectionsPerAddress: number;
  /** Messages a second that a connection may send in the long run. */
  messagesPerSecond: number;
  /** The longest message, in bytes. */
  maxBufferBytes: number;
};

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

/** How long somebody who was cut off stays out, in milliseconds. */
const outMs = 5_000;

/** Remembers for some seconds who was cut off: coming back at once must not be worth it. */
export function createCutOff(now = () => performance.now()) {
  const until = new Map<string, number>();
  return {
    has: (credential: string) => (until.get(credential) ?? 0) > now(),
    size: () => until.size,
    add(credential: string): void {
      // In the order of their ends: the first are over first.
      for (const [one, end] of until) {
        if (end > now()) break;
        until.delete(one);
      }
      if (credential.startsWith('address ')) return;
      until.delete(credential);
      until.set(credential, now() + outMs);
    },
  };
}

/** Counts who is there, in all and by address. */
export function createHeadCount(max: number, maxPerAddress: number) {
  const addresses = new Map<string, number>();
  let all = 0;
  const of = (address: string) => addresses.get(address) ?? 0;
  return {
    hasRoom: (address: string) => all < max && of(address) < maxPerAddress,
    add(address: string): void {
      all += 1;
      addresses.set(address, of(address) + 1);
    },
    remove(address: string): void {
      all -= 1;
      if (of(address) > 1) addresses.set(address, of(address) - 1);
      else addresses.delete(address);
    },
    sizes: () => ({ all, addresses: addresses.size }),
  };
}
