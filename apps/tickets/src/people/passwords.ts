import { hash, verify } from '@node-rs/argon2';

/** argon2id by the OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane. The library's default algorithm. */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of a password that nobody knows, at the same cost. */
export const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$cmVsZXZvLW5hZGllLTAwMQ$Zx0mJbDkq3pUO5m3hN1u6h1b8mYcXoF2v9wK7dQeRtA';

export type Passwords = {
  /** In PHC format, with a salt of its own. */
  hash(password: string): Promise<string>;
  /** Takes the same time without a hash: how long an answer takes does not tell who has an account. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
};

/** Both run in the thread pool, beside the event loop. */
export const passwords: Passwords = {
  hash: (password) => hash(composed(password), passwordCost),
  async verify(passwordHash, password) {
    const right = await verify(passwordHash ?? nobodysHash, composed(password));
    return right && passwordHash !== null;
  },
};

// One keyboard sends ñ as one character, another as two.
function composed(password: string): string {
  return password.normalize('NFC');
}
