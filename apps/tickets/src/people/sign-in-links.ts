import { randomBytes } from 'node:crypto';
import type { Passwords } from './passwords.ts';
import type { PeopleStore } from './people-repository.ts';
import type { LinkOutcome } from './person.ts';

const linkMs = 24 * 60 * 60 * 1_000;

type LinkStore = Pick<PeopleStore, 'addSignInLink'>;

/**
 * Makes a link that signs the first admin in on one browser, once, within 24 h.
 * The token stands in the fragment, which no server, proxy or log ever sees.
 */
export async function makeSignInLink(
  people: LinkStore,
  { url, now }: { url: string; now: number },
): Promise<string> {
  const { path } = await addLink(people, null, now);
  return url + path;
}

/** The same for a person. `path` is to be added to the board's address, which only whoever asks knows for sure. */
export async function makePersonLink(
  people: LinkStore,
  { personId, now }: { personId: number; now: number },
): Promise<{ outcome: LinkOutcome; path: string; expiresAt: number }> {
  return addLink(people, personId, now);
}

/** A token that nobody can guess: 24 random bytes in base64url. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

async function addLink(people: LinkStore, personId: number | null, now: number) {
  const token = newToken();
  const expiresAt = now + linkMs;
  const outcome = await people.addSignInLink({ token, expiresAt, personId });
  return { outcome, path: `/entrar#${token}`, expiresAt };
}

/**
 * Tells whoever started the service how to sign in: at every start in development, in production only until somebody
 * has. Under `npm start` the link goes to the parent process, which prints it last.
 */
export async function announceSignIn(
  { people, url }: { people: LinkStore & Pick<PeopleStore, 'hasSignedIn'>; url: string },
  { production, now }: { production: boolean; now: number },
  tell: (link: string) => void = tellStarter,
): Promise<void> {
  if (production && (await people.hasSignedIn())) return;
  tell(await makeSignInLink(people, { url: production ? '' : url, now }));
}

function tellStarter(link: string): void {
  if (process.send) process.send({ signInLink: link });
  else process.stdout.write(`Sign in to the board, once, within 24 h, with ${link}\n`);
}

type Deps = {
  people: Pick<PeopleStore, 'hasActiveAdmin' | 'findAccount' | 'addPerson'>;
  passwords: Pick<Passwords, 'hash'>;
};

/**
 * Makes the admin of ADMIN_EMAIL and ADMIN_PASSWORD, if nobody may add people yet: an admin who has another email or
 * password by now must not come back with the old one. Whoever has the email already stays as they are.
 */
export async function addFirstAdmin(
  { people, passwords }: Deps,
  { email, password }: { email: string; password: string },
  now: number,
): Promise<void> {
  // Without an active admin a later start makes one too, as a link for the first admin does: it is a way back in.
  if ((await people.hasActiveAdmin()) || (await people.findAccount(email))) return;
  const passwordHash = await passwords.hash(password);
  await people.addPerson({ name: 'Administrador', role: 'admin', email, passwordHash }, now);
}
