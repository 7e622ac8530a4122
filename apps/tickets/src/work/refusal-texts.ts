import { type Command, nextStates, type Reason, type State } from '@relevo/ticket-rules';

/** Why a command was not done, as the answer says it. */
const texts: Record<Reason, (estado: State, command: Command) => string> = {
  'already-assigned': () => 'El ticket ya está asignado así.',
  'cancel-needs-reason': () => 'Para cancelar hace falta un motivo: usá la acción cancelar.',
  closed: (estado) => `Un ticket ${estado} ya no cambia.`,
  'needs-driver': () => 'Un ticket en camino necesita un repartidor.',
  'no-next-state': (estado) => `Un ticket ${estado} no avanza más.`,
  'no-such-driver': () => 'No hay un repartidor activo con ese id.',
  'no-such-product': (_estado, command) =>
    `El ticket no tiene un producto ${command.accion === 'marcar_item' ? command.indice : ''}.`,
  'no-such-way': (estado, command) =>
    `Un ticket ${estado} no puede pasar a ${command.accion === 'mover' ? command.estado : nextStates[estado][0]}.`,
  'not-cancellable': (estado) => `Un ticket ${estado} no se puede cancelar.`,
  'not-your-move': () => 'Sólo podés deshacer tus propios movimientos.',
  'not-your-ticket': () => 'El ticket no está asignado a vos.',
  'nothing-to-undo': () => 'No hay ningún movimiento para deshacer.',
  'only-on-the-way': () => 'Sólo podés cancelar una entrega que está en camino.',
  role: () => 'Tu rol no permite esta acción.',
  'shop-prepares': () => 'La preparación la mueve el local.',
  'undo-too-late': () => 'Pasaron más de 24 horas: el movimiento ya no se puede deshacer.',
};

/** @param estado the state of the ticket that the command was refused on */
export function refusalText(why: Reason, estado: State, command: Command): string {
  return texts[why](estado, command);
}
