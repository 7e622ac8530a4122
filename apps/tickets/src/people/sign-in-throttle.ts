import { HttpProblem } from '@relevo/service-kit';

/**
 * An attempt to sign in with a password: for which account (as typed, whether there is one or not), from which address
 * (`addressOf`), and on which device, if this account has signed in on it before.
 */
export type Attempt = { email: string; address: string; device: string | undefined };

/** Limits how many passwords can be tried. */
export type SignInThrottle = {
  /**
   * Counts an attempt as failed before anything is compared, so that parallel attempts cannot get around the limit.
   * @throws HttpProblem 429 with `Retry-After`, also for the right password
   */
  begin(attempt: Attempt): void;
  /** Takes an attempt back: the password was right, and nobody is in yet. */
  giveBack(attempt: Attempt): void;
  /** Somebody is in: forgets what was tried before. */
  succeeded(attempt: Attempt): void;
  /**
   * Counts a code of the second factor as wrong before it is compared. @throws HttpProblem 429, also for the right code
   */
  beginCode(attempt: CodeAttempt): void;
  codeAccepted(attempt: CodeAttempt): void;
};

/** A code of whom, and on which device, if they have signed in on it before. */
export type CodeAttempt = { personId: number; device: string | undefined };

type Limits = {
  /** Failed attempts of one address in a minute. */
  perAddress: number;
  /** Milliseconds of a clock that is never set. */
  now: () => number;
  /** So many accounts, addresses and devices are remembered, of each kind; then those of before are forgotten. */
  most?: number;
};

const minuteMs = 60_000;
const tries = 10;
const triesMs = 15 * minuteMs;
/** Whoever tries codes knows the password already. */
const codeTries = 5;

/**
 * Makes the limits of passwords. The first is that of one account from one address: whoever guesses shuts out only
 * themselves. Behind it stands that of the account from anywhere, for who has many addresses: after ten failures each
 * further attempt has to wait a little longer, a minute at most, so that nobody can hold an account shut for good. A device
 * on which the account has signed in before has a limit of its own and no other: it is let in whatever the others do.
 */
export function createSignInThrottle({ perAddress, now, most = 20_000 }: Limits): SignInThrottle {
  const memory = { now, most };
  const devices = createWindow('entrada-por-equipo', { points: tries, windowMs: triesMs }, memory);
  const pairs = createWindow('entrada-por-cuenta-y-direccion', { points: tries, windowMs: triesMs }, memory);
  const addresses = createWindow('entrada-por-direccion', { points: perAddress, windowMs: minuteMs }, memory);
  const codes = createWindow('codigo-por-cuenta', { points: codeTries, windowMs: triesMs }, memory);
  const accounts = createDelays('entrada-por-cuenta', memory);
  const onDevice = ({ email, device }: Attempt) => `${device} ${email}`;
  const fromAddress = ({ email, address }: Attempt) => `${address} ${email}`;
  return {
    begin(attempt) {
      if (attempt.device !== undefined) return devices.take(onDevice(attempt));
      addresses.take(attempt.address);
      pairs.take(fromAddress(attempt));
      accounts.take(attempt.email);
    },
    giveBack(attempt) {
      if (attempt.device !== undefined) return devices.giveBack(onDevice(attempt));
      addresses.giveBack(attempt.address);
      pairs.giveBack(fromAddress(attempt));
      accounts.giveBack(attempt.email);
    },
    succeeded(attempt) {
      // What others have tried from elsewhere is not forgotten by that.
      if (attempt.device !== undefined) return devices.forget(onDevice(attempt));
      addresses.giveBack(attempt.address);
      pairs.forget(fromAddress(attempt));
      accounts.forget(attempt.email);
    },
    beginCode: ({ personId, device = '' }) => codes.take(`${device} ${personId}`),
    codeAccepted: ({ personId, device = '' }) => codes.forget(`${device} ${personId}`),
  };
}

type Memory = Required<Pick<Limits, 'now' | 'most'>>;

/** Counts up to `points` for each key, in windows that begin with the first of them. */
function createWindow(
  policy: string,
  { points, windowMs }: { points: number; windowMs: number },
  { now, most }: Memory,
) {
  const windows = createBoundedMap<{ count: number; endsAt: number }>(most, ({ endsAt }) => endsAt <= now());
  return {
    take(key: string): void {
      const at = now();
      const known = windows.get(key);
      const open = known && known.endsAt > at ? known : undefined;
      const window = open ?? { count: 0, endsAt: at + windowMs };
      if (window.count >= points) throw tooMany({ policy, points, windowMs }, window.endsAt - at);
      window.count += 1;
      windows.set(key, window);
    },
    giveBack(key: string): void {
      const window = windows.get(key);
      if (window) window.count = Math.max(0, window.count - 1);
    },
    forget: (key: string) => windows.delete(key),
  };
}

const longestDelayMs = minuteMs;
/** An account that nobody has tried for so long starts anew. */
const calmMs = 60 * minuteMs;

/** Lets the first ten through for each key; from then on each has to come a while after the one before. */
function createDelays(policy: string, { now, most }: Memory) {
  const accounts = createBoundedMap<{ failures: number; takenAt: number; nextAt: number }>(
    most,
    ({ nextAt }) => nextAt + calmMs <= now(),
  );
  return {
    take(key: string): void {
      const at = now();
      const known = accounts.get(key);
      const goesOn = known && at < known.nextAt + calmMs;
      const account = goesOn ? known : { failures: 0, takenAt: at, nextAt: at };
      if (account.nextAt > at)
        throw tooMany({ policy, points: 1, windowMs: delayMs(account.failures) }, account.nextAt - at);
      account.failures += 1;
      account.takenAt = at;
      account.nextAt = at + delayMs(account.failures);
      accounts.set(key, account);
    },
    giveBack(key: string): void {
      const account = accounts.get(key);
      if (!account || account.failures === 0) return;
      account.failures -= 1;
      account.nextAt = account.takenAt;
    },
    forget: (key: string) => accounts.delete(key),
  };
}

/** How long the attempt after so many failures has to wait: nothing, then 1 s, 2 s, 4 s … a minute. */
function delayMs(failures: number): number {
  return failures < tries ? 0 : Math.min(longestDelayMs, 1_000 * 2 ** (failures - tries));
}

/** A map that forgets: first what is over, and where that is not enough, what came first. */
function createBoundedMap<V>(most: number, isOver: (value: V) => boolean) {
  const map = new Map<string, V>();
  const looked = 100;
  return {
    get: (key: string) => map.get(key),
    delete: (key: string) => void map.delete(key),
    set(key: string, value: V): void {
      map.delete(key);
      map.set(key, value);
      if (map.size <= most) return;
      for (const [one, kept] of [...map.entries().take(looked)]) if (isOver(kept)) map.delete(one);
      const [first] = map.keys();
      if (map.size > most && first !== undefined) map.delete(first);
    },
  };
}

type Policy = { policy: string; points: number; windowMs: number };

function tooMany({ policy, points, windowMs }: Policy, waitMs: number): HttpProblem {
  const retryAfterS = Math.max(1, Math.ceil(waitMs / 1_000));
  const headers = {
    'Retry-After': String(retryAfterS),
    'RateLimit-Policy': `"${policy}";q=${points};w=${Math.ceil(windowMs / 1_000)}`,
    RateLimit: `"${policy}";r=0;t=${retryAfterS}`,
  };
  const detail = `Demasiados intentos de entrar. Probá de nuevo en ${retryAfterS} s.`;
  return new HttpProblem('demasiadas-solicitudes', detail, { headers });
}
