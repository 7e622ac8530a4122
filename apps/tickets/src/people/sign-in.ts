import type { signInSchema } from '@relevo/contract';
import { addressOf, HttpProblem } from '@relevo/service-kit';
import type { z } from 'zod';
import type { Audit } from '../audit/audit-log.ts';
import type { Passwords } from './passwords.ts';
import type { PeopleRepository } from './people-repository.ts';
import type { Entry, SessionOwner } from './person.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import { openTvLink, type TvDevice } from './tv-links.ts';

export type SignInDeps = {
  people: Pick<
    PeopleRepository,
    'peekSignInLink' | 'useSignInLink' | 'findTvLink' | 'bindTvLink' | 'findTv' | 'findAccount'
  >;
  passwords: Pick<Passwords, 'verify'>;
  secondFactor: SecondFactorCheck;
  throttle: SignInThrottle;
  clock: { now(): number };
  /** Counts a failed sign-in from this address; rejects with 429 after too many. */
  countFailure: (address: string) => Promise<void>;
  audit: Pick<Audit, 'refusedSignIn' | 'hashAccount'>;
};

/** Port: the second factor of those who have one. */
export type SecondFactorCheck = {
  isOn(personId: number): boolean;
  /** Takes a code, once: false for a wrong one, and for one that was taken before. */
  accept(personId: number, code: string, now: number): Promise<boolean>;
};

/** The device that somebody signs in on: what it says of itself, and whether a person has signed in on it before. */
export type SignInDevice = TvDevice & { nameFor(personId: number | null): string | undefined };

/** Who has signed in. `tvSecret`: what a TV has to keep. */
type SignedIn = { owner: SessionOwner; way: Entry['way']; tvSecret?: string };

const inUse =
  'Este enlace ya es de otra pantalla. Quien administra puede liberarlo en Personas, o crear uno para esta.';

type Credentials = z.infer<typeof signInSchema>;

/**
 * Checks credentials and finds the owner of the new session. What is refused is in the audit log.
 * @throws HttpProblem 401 for a link, password or code that is not valid, and of its own type where a code is missing; 409
 * for a TV's link that belongs to another device; 429 after too many attempts
 */
export async function signIn(
  deps: SignInDeps,
  credentials: Credentials,
  device: SignInDevice,
): Promise<SignedIn> {
  return 'token' in credentials
    ? signInByLink(deps, credentials, device)
    : signInByPassword(deps, credentials, device);
}

async function signInByLink(
  deps: SignInDeps,
  { token, codigo }: Extract<Credentials, { token: string }>,
  device: SignInDevice,
): Promise<SignedIn> {
  const { people, clock, audit, countFailure } = deps;
  const { address: from } = device;
  const link = await people.peekSignInLink(token, clock.now());
  // Before the link is used up: a code that is mistyped must not cost it.
  if (link?.personId != null)
    await checkCode(deps, { personId: link.personId, codigo, way: 'enlace' }, device);
  const person = link && (await people.useSignInLink(token, clock.now(), from));
  if (person) return { owner: person, way: 'enlace' };
  const opened = await openTvLink(people, { token, device, now: clock.now() });
  if (opened.kind === 'opened') return { owner: opened.owner, way: 'tv', tvSecret: opened.secret };
  // Whoever has the link guesses nothing, so this is not counted as a failure.
  if (opened.kind === 'in-use') throw new HttpProblem('enlace-en-uso', inUse);
  await audit.refusedSignIn({ address: from, way: 'enlace', account: null, personId: null, limited: false });
  await countFailure(addressOf(from));
  throw new HttpProblem('no-autorizado', 'El enlace ya se usó, venció o fue revocado.');
}

async function signInByPassword(
  deps: SignInDeps,
  { email, clave, codigo }: Extract<Credentials, { email: string }>,
  device: SignInDevice,
): Promise<SignedIn> {
  const { people, passwords, throttle, audit, countFailure, secondFactor } = deps;
  const { address: from } = device;
  const account = await people.findAccount(email);
  const personId = account?.owner.person.id ?? null;
  const attempt = { email, address: addressOf(from), device: device.nameFor(personId) };
  const refused = (limited: boolean) => {
    const hash = audit.hashAccount(email);
    const whose = limited ? null : personId;
    return audit.refusedSignIn({ address: from, way: 'clave', account: hash, personId: whose, limited });
  };
  try {
    throttle.begin(attempt);
  } catch (tooMany) {
    await refused(true);
    throw tooMany;
  }
  const passwordHash = account?.active ? account.passwordHash : null;
  // Verified in any case, so that neither text nor time tells an unknown email from a wrong password.
  const right = await passwords.verify(passwordHash, clave);
  if (!right || !account || personId === null) {
    await refused(false);
    await countFailure(attempt.address);
    throw new HttpProblem('no-autorizado', 'El correo o la clave no son correctos.');
  }
  // What was tried before is forgotten only once somebody is in.
  if (secondFactor.isOn(personId)) throttle.giveBack(attempt);
  await checkCode(deps, { personId, codigo, way: 'clave' }, device);
  throttle.succeeded(attempt);
  return { owner: account.owner, way: 'clave' };
}

/**
 * Asks for the code of the second factor, of who has one.
 * @throws HttpProblem 401 of its own type for a missing or wrong code, 429 after too many wrong ones
 */
export async function checkCode(
  { secondFactor, throttle, clock, audit, countFailure }: Omit<SignInDeps, 'people' | 'passwords'>,
  { personId, codigo, way }: { personId: number; codigo: string | undefined; way: 'clave' | 'enlace' },
  device: SignInDevice,
): Promise<void> {
  if (!secondFactor.isOn(personId)) return;
  if (codigo === undefined)
    throw new HttpProblem('segundo-factor', 'Falta el código de tu aplicación, o uno de un solo uso.');
  const attempt = { personId, device: device.nameFor(personId) };
  const refused = (limited: boolean) =>
    audit.refusedSignIn({ address: device.address, way, account: null, personId, limited });
  try {
    throttle.beginCode(attempt);
  } catch (tooMany) {
    await refused(true);
    throw tooMany;
  }
  if (await secondFactor.accept(personId, codigo, clock.now())) return throttle.codeAccepted(attempt);
  await refused(false);
  await countFailure(addressOf(device.address));
  throw new HttpProblem('segundo-factor', 'El código no sirve: ya se usó, venció o no es ese.');
}
