import { bilingual } from '../i18n/bilingual.ts';

/** What was done to an order, in its history. */
export const historyWords = bilingual({
  es: {
    cameIn: 'Entró el pedido',
    moved: (from: string, to: string) => `De ${from} a ${to}`,
    cancelled: 'Cancelado',
    undone: (to: string) => `Deshecho: vuelve a ${to}`,
    takenBy: (driver: string) => `Lo lleva ${driver}`,
    withoutDriver: 'Queda sin repartidor',
    priority: (priority: string) => `Prioridad ${priority}`,
    notes: (text: string) => `Indicaciones: ${text}`,
    noNotes: 'Sin indicaciones',
    seen: 'Visto',
    ticked: (item: string, done: boolean) => `${item}: ${done ? 'hecho' : 'pendiente'}`,
    aTick: 'Producto marcado',
  },
  en: {
    cameIn: 'The order came in',
    moved: (from, to) => `From ${from} to ${to}`,
    cancelled: 'Cancelled',
    undone: (to) => `Undone: back to ${to}`,
    takenBy: (driver) => `Taken by ${driver}`,
    withoutDriver: 'Without a driver',
    priority: (priority) => `Priority ${priority}`,
    notes: (text) => `Notes: ${text}`,
    noNotes: 'No notes',
    seen: 'Seen',
    ticked: (item, done) => `${item}: ${done ? 'done' : 'to do'}`,
    aTick: 'An item was ticked',
  },
});

/** A command as it goes on after «No se pudo …», «Could not …». */
export const commandWords = bilingual({
  es: {
    move: (to: string) => `pasar a ${to}`,
    cancel: 'cancelar',
    undo: 'deshacer el último movimiento',
    give: (driver: string) => `asignar a ${driver}`,
    giveNobody: 'dejar sin repartidor',
    priority: (priority: string) => `poner prioridad ${priority}`,
    notes: 'guardar las indicaciones',
    seen: 'marcar como visto',
    tick: 'marcar un producto',
    untick: 'desmarcar un producto',
  },
  en: {
    move: (to) => `move to ${to}`,
    cancel: 'cancel',
    undo: 'undo the last move',
    give: (driver) => `give to ${driver}`,
    giveNobody: 'leave without a driver',
    priority: (priority) => `set priority ${priority}`,
    notes: 'save the notes',
    seen: 'mark as seen',
    tick: 'tick an item',
    untick: 'untick an item',
  },
});
