import { problemText } from '../api/problem-text.ts';
import type { Reply } from '../api/request-json.ts';

const names: Record<string, string> = {
  nombre: 'El nombre',
  email: 'El correo',
  clave: 'La clave',
  rol: 'El rol',
  activo: 'No se puede',
};

/** Why the service did not take it: each bad field with its fault, or what it says. */
export function faultText(reply: Extract<Reply<unknown>, { ok: false }>): string {
  if (reply.errores.length === 0) return problemText(reply);
  return reply.errores
    .map(({ campo, mensaje }) => `${names[campo] ?? campo}${campo === 'activo' ? ':' : ''} ${mensaje}.`)
    .join(' ');
}
