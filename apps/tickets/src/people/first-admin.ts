import type { Passwords } from './passwords.ts';
import type { PeopleStore } from './people-store.ts';

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
