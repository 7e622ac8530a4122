import type { Passwords } from './passwords.ts';
import type { PeopleStore } from './people-store.ts';

/** Makes the admin of ADMIN_EMAIL and ADMIN_PASSWORD, if nobody has that email. Whoever has it stays as they are. */
export async function addFirstAdmin(
  {
    people,
    passwords,
  }: { people: Pick<PeopleStore, 'findAccount' | 'addPerson'>; passwords: Pick<Passwords, 'hash'> },
  { email, password }: { email: string; password: string },
  now: number,
): Promise<void> {
  if (await people.findAccount(email)) return;
  const passwordHash = await passwords.hash(password);
  await people.addPerson({ name: 'Administrador', role: 'admin', email, passwordHash }, now);
}
