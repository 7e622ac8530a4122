import { hash, verify } from '@node-rs/argon2';

/** argon2id by the OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane. The library's default algorithm. */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of a password that nobody knows, at the same cost. */
export const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$cmVsZXZvLW5hZGllLTAwMQ$Zx0mJbDkq3pUO5m3hN1u6h1b8mYcXoF2v9wK7dQeRtA';

export type Passwords = {
  /** Hashes in PHC format, with a new salt. */
  hash(password: string): Promise<string>;
  /** Takes the same time without a hash, so that the time does not tell who has an account. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
};

/** Hashes and verifies in the thread pool, off the event loop. */
export const passwords: Passwords = {
  hash: (password) => hash(normalized(password), passwordCost),
  async verify(passwordHash, password) {
    const right = await verify(passwordHash ?? nobodysHash, normalized(password));
    return right && passwordHash !== null;
  },
};

// Some keyboards send ñ as one character, others as two.
function normalized(password: string): string {
  return password.normalize('NFC');
}
