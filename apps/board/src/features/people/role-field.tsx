import { type Role, roles } from '@relevo/contract';
import { peopleWords as words } from './words.ts';

/** What a person may do. */
export function RoleField({ rol }: { rol?: Role }) {
  return (
    <label class="field">
      {words().fields.may}
      <select name="rol" required>
        {roles.map((role) => (
          <option key={role} value={role} selected={role === (rol ?? 'operador')}>
            {words().may[role]}
          </option>
        ))}
      </select>
    </label>
  );
}
