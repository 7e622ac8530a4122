import { type HistoryEntry, type Priority, priorities, type State, states } from '@relevo/contract';
import { labels } from '../i18n/labels.ts';
import { historyWords as words } from './words.ts';

/** One line of a ticket's history: `De Pendiente a En preparación`. */
export function describeChange({ accion, de, a, motivo }: HistoryEntry): string {
  switch (accion) {
    case 'crear':
      return words().cameIn;
    case 'avanzar':
    case 'mover':
      return words().moved(nameOf(de), nameOf(a));
    case 'cancelar':
      return `${words().cancelled}${motivo ? `: ${motivo}` : ''}`;
    case 'deshacer':
      return words().undone(nameOf(a));
    case 'asignar':
      return a ? words().takenBy(a) : words().withoutDriver;
    case 'priorizar':
      return words().priority(priorityOf(a));
    case 'anotar':
      return a ? words().notes(a) : words().noNotes;
    case 'reconocer':
      return words().seen;
    case 'marcar_item':
      return tickText(a);
    default:
      return [accion, de, a].filter(Boolean).join(' · ');
  }
}

function nameOf(state: string | null): string {
  return states.includes(state as State) ? labels().states[state as State] : (state ?? '—');
}

function priorityOf(a: string | null): string {
  const known = priorities.find((one: Priority) => one === a);
  return known ? labels().priorities[known].toLowerCase() : (a ?? '');
}

/** @param text as the service writes it: `Arroz 1kg: hecho` or `Arroz 1kg: pendiente` */
function tickText(text: string | null): string {
  if (!text) return words().aTick;
  const [, item, state] = /^(.*): (hecho|pendiente)$/s.exec(text) ?? [];
  return item === undefined ? text : words().ticked(item, state === 'hecho');
}
