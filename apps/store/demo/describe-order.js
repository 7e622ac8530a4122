// @ts-check
/** @import { DeliverySummary, OrderReply, State } from '@relevo/contract' */
import { formatTime, formatWait } from './format.js';

/** @typedef {'done' | 'current' | 'ahead' | 'failed'} StepState */
/** @typedef {{ texto: string, detalle: string, estado: StepState }} Step */

/** @type {Record<State, string>} */
export const stateNames = {
  pendiente: 'Pendiente',
  'en-preparacion': 'En preparación',
  'en-camino': 'En camino',
  entregado: 'Entregado',
  cancelado: 'Cancelado',
};

/**
 * Describes the delivery to the board in words.
 * @param {DeliverySummary} entrega
 * @param {number} now epoch ms
 */
export function describeDelivery({ estado, intentos, proximo_intento, motivo }, now) {
  if (estado === 'entregada') return 'Entregada';
  if (estado === 'rechazada') return `Rechazada: ${motivo ?? 'sin motivo'}`;
  if (intentos === 0 || !proximo_intento) return 'Pendiente: enviando ahora';
  return `Pendiente: próximo intento ${formatWait(Date.parse(proximo_intento) - now)}`;
}

/**
 * Returns what the buyer wants to know first.
 * @param {OrderReply} order
 */
export function headline({ entrega, ticket }) {
  if (entrega.estado === 'rechazada') return 'El local no pudo tomar tu pedido';
  if (entrega.estado === 'pendiente') return 'Tu pedido está guardado';
  if (ticket?.estado === 'cancelado') return 'El pedido se canceló';
  if (ticket?.estado === 'entregado') return '¡Pedido entregado!';
  if (ticket?.estado === 'en-camino') return 'Tu pedido está en camino';
  if (ticket?.estado === 'en-preparacion') return 'Estamos preparando tu pedido';
  return '¡Gracias! El local ya tiene tu pedido';
}

/**
 * Lists the steps of an order, from the purchase to the door.
 * @param {OrderReply} order
 * @returns {Step[]}
 */
export function orderSteps(order) {
  const received = step('Pedido recibido', 'done', formatTime(order.recibido_en));
  const ahead = order.entrega.estado === 'rechazada' ? [] : ticketSteps(order.ticket);
  return [received, handOverStep(order), ...ahead];
}

/** @param {OrderReply} order */
function handOverStep({ entrega }) {
  const { estado, ticket_id, intentos } = entrega;
  if (estado === 'rechazada') return step('El tablero lo rechazó', 'failed');
  if (estado === 'pendiente') {
    const tries = intentos === 1 ? '1 intento hasta ahora' : `${intentos} intentos hasta ahora`;
    return step('Avisando al tablero', 'current', intentos > 0 ? tries : '');
  }
  return step('En el tablero', 'done', ticket_id === undefined ? '' : `Ticket ${ticket_id}`);
}

/** @type {State[]} */
const way = ['pendiente', 'en-preparacion', 'en-camino', 'entregado'];

/**
 * @param {OrderReply['ticket']} ticket
 * @returns {Step[]}
 */
function ticketSteps(ticket) {
  if (ticket?.estado === 'cancelado') return [step('Cancelado', 'failed', formatTime(ticket.actualizado_en))];
  const reached = ticket ? way.indexOf(ticket.estado) : -1;
  // A delivered order without a driver was picked up at the counter, so it was never on its way.
  const pickedUp = ticket?.estado === 'entregado' && !ticket.repartidor_asignado;
  return way.slice(1).flatMap((estado, index) => {
    if (estado === 'en-camino' && pickedUp) return [];
    const driver = estado === 'en-camino' && ticket?.repartidor_asignado;
    return [step(stateNames[estado], stepState(index + 1, reached), driver ? `Reparte ${driver}` : '')];
  });
}

/**
 * @param {number} index
 * @param {number} reached
 * @returns {StepState}
 */
function stepState(index, reached) {
  if (index < reached || (index === reached && reached === way.length - 1)) return 'done';
  return index === reached ? 'current' : 'ahead';
}

/**
 * @param {string} texto
 * @param {StepState} estado
 * @returns {Step}
 */
function step(texto, estado, detalle = '') {
  return { texto, detalle, estado };
}
