import { type Role, roles } from '@relevo/contract';

const descriptions: Record<Role, string> = {
  admin: 'Administra: todo, también las personas',
  operador: 'Opera: mueve todos los pedidos',
  repartidor: 'Reparte: ve y mueve los suyos',
  lectura: 'Sólo mira: no puede tocar nada',
};

/** What a person may do. */
export function RoleField({ rol }: { rol?: Role }) {
  return (
    <label class="field">
      Puede
      <select name="rol" required>
        {roles.map((role) => (
          <option key={role} value={role} selected={role === (rol ?? 'operador')}>
            {descriptions[role]}
          </option>
        ))}
      </select>
    </label>
  );
}
