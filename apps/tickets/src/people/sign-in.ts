import type { signInSchema } from '@relevo/contract';
import { addressOf, HttpProblem } from '@relevo/service-kit';
import type { z } from 'zod';
import type { Passwords } from './passwords.ts';
import type { PeopleStore, SessionOwner } from './people-store.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

export type SignInDeps = {
  people: Pick<PeopleStore, 'useSignInLink' | 'findTvLink' | 'findAccount'>;
  passwords: Pick<Passwords, 'verify'>;
  throttle: SignInThrottle;
  clock: { now(): number };
  /** Counts a failed sign-in of this address; rejects with 429 when there were too many. */
  countFailure: (address: string) => Promise<void>;
};

/**
 * Whose session this is to be.
 * @throws HttpProblem 401 when the link or the password is of no use, 429 after too many tries
 */
export async function signIn(
  { people, passwords, throttle, clock, countFailure }: SignInDeps,
  credentials: z.infer<typeof signInSchema>,
  ip: string | undefined,
): Promise<SessionOwner> {
  const address = addressOf(ip);
  if ('token' in credentials) {
    const { token } = credentials;
    const owner = (await people.useSignInLink(token, clock.now())) ?? (await people.findTvLink(token));
    return owner ?? refuse('El enlace ya se usó, venció o fue revocado.');
  }

  const { email, clave } = credentials;
  await throttle.begin({ email, address });
  const account = await people.findAccount(email);
  const passwordHash = account?.active ? account.passwordHash : null;
  // Compared in any case: neither text nor time tells an unknown email from a wrong password.
  const right = await passwords.verify(passwordHash, clave);
  if (!right || !account) return refuse('El correo o la clave no son correctos.');
  await throttle.succeeded({ email, address });
  return account.owner;

  async function refuse(detail: string): Promise<never> {
    await countFailure(address);
    throw new HttpProblem('no-autorizado', detail);
  }
}
