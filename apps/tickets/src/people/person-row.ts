import type { Member, Role } from '@relevo/contract';
import type { SessionOwner } from './people-store.ts';

/** A row of `people`. Times: epoch ms. */
export type PersonRow = {
  id: number;
  name: string;
  email: string | null;
  role: Role;
  active: number;
  password_hash: string | null;
  generation: number;
  created_at: number;
};

export const selectPeople = `
  SELECT id, name, email, role, active, password_hash, generation, created_at FROM people`;

/** The person as the admin sees them: without the password's hash. */
export function toMember(row: PersonRow): Member {
  return {
    id: row.id,
    nombre: row.name,
    email: row.email,
    rol: row.role,
    activo: row.active === 1,
    tiene_clave: row.password_hash !== null,
    creado_en: new Date(row.created_at).toISOString(),
  };
}

/** The person as the owner of a session that begins now. */
export function toOwner({ id, name, role, generation }: PersonRow): SessionOwner {
  return { person: { id, nombre: name, rol: role }, tvLinkId: null, generation };
}
