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

/**
 * Gives one budget to all connections of a session: a browser has few, and who floods opens many. A key may serve many
 * devices, and an address many people: each of their connections has a budget of its own.
 */
export function createSharedBudgets(create: () => MessageBudget) {
  const shared = new Map<string, { budget: MessageBudget; holders: number }>();
  return {
    take(credential: string): MessageBudget {
      if (!credential.startsWith('session ')) return create();
      const one = shared.get(credential) ?? { budget: create(), holders: 0 };
      one.holders += 1;
      shared.set(credential, one);
      return one.budget;
    },
    giveBack(credential: string): void {
      const one = shared.get(credential);
      if (!one) return;
      one.holders -= 1;
      if (one.holders === 0) shared.delete(credential);
    },
    size: () => shared.size,
  };
}

/** How long somebody who was cut off stays out, in milliseconds. */
const outMs = 5_000;
/** Where many share a credential that was cut off, so many a second of them may still come in, and so many at once. */
const tries = { perSecond: 20, burst: 100 };

/** Remembers for some seconds who was cut off, by credential: coming back at once must not be worth it. */
export function createCutOff(now = () => performance.now()) {
  const cutOff = new Map<string, { until: number; left: MessageBudget }>();
  const get = (credential: string) => {
    const one = cutOff.get(credential);
    return one && one.until > now() ? one : undefined;
  };
  return {
    has: (credential: string) => get(credential) !== undefined,
    /** Whether one of those who share the credential may come in. Counts it where it was cut off. */
    mayTry: (credential: string) => get(credential)?.left.take() ?? true,
    size: () => cutOff.size,
    add(credential: string): void {
      const left = get(credential)?.left ?? createMessageBudget({ ...tries, now });
      // In the order of their ends: the first are over first.
      for (const [one, { until }] of cutOff) {
        if (until > now()) break;
        cutOff.delete(one);
      }
      cutOff.delete(credential);
      cutOff.set(credential, { until: now() + outMs, left });
    },
  };
}

/** Counts who is there, in all and by address. */
export function createHeadCount(max: number, maxPerAddress: number) {
  const addresses = new Map<string, number>();
  let all = 0;
  const of = (address: string) => addresses.get(address) ?? 0;
  return {
    /** @param most of one address, where it is less than for the others */
    hasRoom: (address: string, most = maxPerAddress) =>
      all < max && of(address) < Math.min(most, maxPerAddress),
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
