import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { HttpProblem, invalidFields } from '@relevo/service-kit';
import { judgePassword, type PasswordFault } from './password-rule.ts';

/** argon2id by the OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane. The library's default algorithm. */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of a password that nobody knows, at the same cost. */
export const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$cmVsZXZvLW5hZGllLTAwMQ$Zx0mJbDkq3pUO5m3hN1u6h1b8mYcXoF2v9wK7dQeRtA';

/** Both reject with HttpProblem 503 when too many wait. */
export type Passwords = {
  /** Hashes in PHC format, with a new salt. */
  hash(password: string): Promise<string>;
  /** Takes the same time without a hash, so that the time does not tell who has an account. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
};

// A hash keeps a processor busy for some 40 ms, and one stays free for the orders. libuv has four threads for all files,
// addresses and hashes of the process: one of them stays free, too. Each hash takes 19 MiB.
const slots = Math.max(1, Math.min(3, availableParallelism() - 1));
const atWork = createSlots({ slots, mostWaiting: 50 });

/** Hashes and verifies in the thread pool, off the event loop. */
export const passwords: Passwords = {
  hash: (password) => atWork(() => hash(normalized(password), passwordCost)),
  async verify(passwordHash, password) {
    const right = await atWork(() => verify(passwordHash ?? nobodysHash, normalized(password)));
    return right && passwordHash !== null;
  },
};

/**
 * Makes a function that runs at most so many pieces of work at once; the others wait, in order.
 * @param bounds.mostWaiting beyond so many it rejects with HttpProblem 503
 */
export function createSlots({ slots, mostWaiting }: { slots: number; mostWaiting: number }) {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (taken < slots) taken += 1;
    else {
      if (waiting.length >= mostWaiting) throw tooManyAtOnce();
      // Whoever is done hands its slot over.
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    }
  };
}

function tooManyAtOnce(): HttpProblem {
  const detail = 'Hay demasiadas entradas a la vez. Probá de nuevo en unos segundos.';
  return new HttpProblem('no-disponible', detail, { headers: { 'Retry-After': '2' } });
}

// Some keyboards send ñ as one character, others as two.
function normalized(password: string): string {
  return password.normalize('NFC');
}

/**
 * Refuses a new password that those who guess would try first.
 * @param own the person's name and email
 * @throws HttpProblem 400 that names the field `clave`
 */
export function refuseBadPassword(password: string, own: readonly (string | null)[]): void {
  const fault = judgePassword(password, own);
  if (fault) throw invalidFields([{ campo: 'clave', mensaje: faults[fault] }]);
}

// The page knows these sentences: `faultText` of the board.
const faults: Record<PasswordFault, string> = {
  'too-common': 'es de las que se adivinan primero: elegí otra, por ejemplo cuatro palabras al azar',
  'own-words': 'se adivina por el nombre, el correo o «relevo»: elegí otra',
};
