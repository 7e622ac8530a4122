import type { Ticket } from '@relevo/contract';

/** Nobody has taken note of it yet, on any device. */
export function isUnseen({ estado, reconocido }: Ticket): boolean {
  return estado === 'pendiente' && !reconocido;
}
