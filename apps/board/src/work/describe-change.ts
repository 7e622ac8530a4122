import { type HistoryEntry, type State, states } from '@relevo/contract';
import { labels } from '../view/labels.ts';

/** One line of a ticket's history: `De Pendiente a En preparación`. */
export function describeChange({ accion, de, a, motivo }: HistoryEntry): string {
  switch (accion) {
    case 'crear':
      return 'Entró el pedido';
    case 'avanzar':
    case 'mover':
      return `De ${nameOf(de)} a ${nameOf(a)}`;
    case 'cancelar':
      return `Cancelado${motivo ? `: ${motivo}` : ''}`;
    case 'deshacer':
      return `Deshecho: vuelve a ${nameOf(a)}`;
    case 'asignar':
      return a ? `Lo lleva ${a}` : 'Queda sin repartidor';
    case 'priorizar':
      return `Prioridad ${a ?? ''}`;
    case 'anotar':
      return a ? `Indicaciones: ${a}` : 'Sin indicaciones';
    case 'reconocer':
      return 'Visto';
    case 'marcar_item':
      return a ?? 'Producto marcado';
    default:
      return [accion, de, a].filter(Boolean).join(' · ');
  }
}

function nameOf(state: string | null): string {
  return states.includes(state as State) ? labels().states[state as State] : (state ?? '—');
}
