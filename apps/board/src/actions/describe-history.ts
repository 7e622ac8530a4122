import { type Action, type HistoryEntry, priorities, type State, states } from '@relevo/contract';
import { bilingual } from '../i18n/bilingual.ts';
import { labels } from '../i18n/labels.ts';

/** Writes one line of a ticket's history: `De Pendiente a En preparación`. Shows names from a newer service as they are. */
export function describeChange(entry: HistoryEntry): string {
  const { accion, de, a } = entry;
  return lineOf.get(accion)?.(entry) ?? [accion, de, a].filter(Boolean).join(' · ');
}

const moved = ({ de, a }: HistoryEntry) => words().moved(nameOf(de), nameOf(a));

const lines: Record<Action | 'crear' | 'olvidar', (entry: HistoryEntry) => string> = {
  crear: () => words().cameIn,
  avanzar: moved,
  mover: moved,
  cancelar: ({ motivo }) => `${words().cancelled}${motivo ? `: ${motivo}` : ''}`,
  posponer: ({ motivo }) => words().postponed(motivo ?? ''),
  devolver: ({ motivo }) => words().back(motivo ?? ''),
  deshacer: ({ a }) => words().undone(nameOf(a)),
  asignar: ({ a }) => (a ? words().takenBy(a) : words().withoutDriver),
  priorizar: ({ a }) => words().priority(priorityOf(a)),
  anotar: ({ a }) => (a ? words().notes(a) : words().noNotes),
  reconocer: () => words().seen,
  marcar_item: ({ a }) => tickText(a),
  olvidar: () => words().forgotten,
};

const lineOf = new Map<string, (entry: HistoryEntry) => string>(Object.entries(lines));

function nameOf(state: string | null): string {
  return states.includes(state as State) ? labels().states[state as State] : (state ?? '—');
}

function priorityOf(a: string | null): string {
  const known = priorities.find((one) => one === a);
  return known ? labels().priorities[known].toLowerCase() : (a ?? '');
}

/** @param text as the service writes it: `Arroz 1kg: hecho` or `Arroz 1kg: pendiente` */
function tickText(text: string | null): string {
  if (!text) return words().aTick;
  const [, item, state] = /^(.*): (hecho|pendiente)$/s.exec(text) ?? [];
  return item === undefined ? text : words().ticked(item, state === 'hecho');
}

/** The texts of an order's history. */
const words = bilingual({
  es: {
    cameIn: 'Entró el pedido',
    moved: (from: string, to: string) => `De ${from} a ${to}`,
    cancelled: 'Cancelado',
    postponed: (why: string) => `No se pudo entregar: ${why}. Se vuelve a intentar`,
    back: (why: string) => `No se pudo entregar: ${why}. Vuelve al local`,
    undone: (to: string) => `Deshecho: vuelve a ${to}`,
    takenBy: (driver: string) => `Lo lleva ${driver}`,
    withoutDriver: 'Queda sin repartidor',
    priority: (priority: string) => `Prioridad ${priority}`,
    notes: (text: string) => `Indicaciones: ${text}`,
    noNotes: 'Sin indicaciones',
    seen: 'Visto',
    ticked: (item: string, done: boolean) => `${item}: ${done ? 'hecho' : 'pendiente'}`,
    aTick: 'Producto marcado',
    forgotten: 'Se borraron los datos del cliente',
  },
  en: {
    cameIn: 'The order came in',
    moved: (from, to) => `From ${from} to ${to}`,
    cancelled: 'Cancelled',
    postponed: (why) => `Could not be delivered: ${why}. It is tried again`,
    back: (why) => `Could not be delivered: ${why}. Back to the shop`,
    undone: (to) => `Undone: back to ${to}`,
    takenBy: (driver) => `Taken by ${driver}`,
    withoutDriver: 'Without a driver',
    priority: (priority) => `Priority ${priority}`,
    notes: (text) => `Notes: ${text}`,
    noNotes: 'No notes',
    seen: 'Seen',
    ticked: (item, done) => `${item}: ${done ? 'done' : 'to do'}`,
    aTick: 'An item was ticked',
    forgotten: 'The customer’s data was erased',
  },
});
