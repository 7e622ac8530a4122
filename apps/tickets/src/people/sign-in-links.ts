import { randomBytes } from 'node:crypto';
import type { Author } from '../audit/audit-procedures.ts';
import type { Passwords } from './passwords.ts';
import type { PeopleRepository } from './people-repository.ts';
import type { LinkOutcome } from './person.ts';

const hourMs = 60 * 60 * 1_000;
const linkHours = 24;
// It stands in a log, which more people read than should become the admin.
const firstLinkHours = 1;

type LinkRepository = Pick<PeopleRepository, 'addSignInLink'>;

/**
 * Makes a link that signs in the first admin once, within `hours`. The token is in the fragment, which no server, proxy or
 * log ever sees.
 */
export async function makeSignInLink(
  people: LinkRepository,
  { url, now, hours = linkHours }: { url: string; now: number; hours?: number },
): Promise<string> {
  const { path } = await addLink(people, { personId: null, now, hours });
  return url + path;
}

/** Makes a link that signs in a person. `path` goes after the board's address, which only the caller knows for sure. */
export async function makePersonLink(
  people: LinkRepository,
  link: { personId: number; now: number; by: Author },
): Promise<{ outcome: LinkOutcome; path: string; expiresAt: number }> {
  return addLink(people, { ...link, hours: linkHours });
}

/** Makes a token that nobody can guess: 24 random bytes in base64url. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

async function addLink(
  people: LinkRepository,
  { personId, now, hours, by }: { personId: number | null; now: number; hours: number; by?: Author },
) {
  const token = newToken();
  const expiresAt = now + hours * hourMs;
  const outcome = await people.addSignInLink({ token, expiresAt, personId, now }, by);
  return { outcome, path: `/entrar#${token}`, expiresAt };
}

/**
 * Shows whoever started the service how to sign in: at every start in development, in production only until somebody
 * has signed in, with a link that lives for an hour. Under `npm start` the link goes to the parent process, which prints it
 * last.
 */
export async function announceSignIn(
  { people, url }: { people: LinkRepository & Pick<PeopleRepository, 'hasSignedIn'>; url: string },
  { production, now }: { production: boolean; now: number },
  show: (link: string, line: string) => void = showToStarter,
): Promise<void> {
  if (production && (await people.hasSignedIn())) return;
  const hours = production ? firstLinkHours : linkHours;
  const link = await makeSignInLink(people, { url: production ? '' : url, now, hours });
  const warning = "This is the first admin's sign-in link: whoever reads this line can use it. ";
  show(link, `${production ? warning : ''}Sign in to the board, once, within ${hours} h, with ${link}\n`);
}

function showToStarter(link: string, line: string): void {
  if (process.send) process.send({ signInLink: link });
  else process.stdout.write(line);
}

type Deps = {
  people: Pick<PeopleRepository, 'hasActiveAdmin' | 'findAccount' | 'addPerson'>;
  passwords: Pick<Passwords, 'hash'>;
};

/**
 * Creates the admin of ADMIN_EMAIL and ADMIN_PASSWORD if nobody may add people yet: an admin with a new email or
 * password must not come back with the old one. A person who already has that email stays unchanged.
 */
export async function addFirstAdmin(
  { people, passwords }: Deps,
  { email, password }: { email: string; password: string },
  now: number,
): Promise<void> {
  // Without an active admin a later start creates one too, as the link for the first admin does: a way back in.
  if ((await people.hasActiveAdmin()) || (await people.findAccount(email))) return;
  const passwordHash = await passwords.hash(password);
  await people.addPerson({ name: 'Administrador', role: 'admin', email, passwordHash }, now);
}
