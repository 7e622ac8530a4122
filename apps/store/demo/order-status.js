// @ts-check
/** @import { Step } from './describe-order.js' */
/** @import { Attempt, DeliverySummary, OrderReply, PlacedReply } from '@relevo/contract' */
import { describeDelivery, headline, orderSteps, stateNames } from './describe-order.js';
import { formatDuration, formatMoney, formatTime } from './format.js';
import { byId, copyTemplate, fill } from './page.js';

// Looked up at each use, so that a test can load this file without a page.
const section = () => byId('pedido', HTMLElement);
const stepTexts = { done: 'Hecho:', current: 'Ahora:', ahead: 'Falta:', failed: 'Falló:' };
const results = { entregada: 'Entregado', reintento: 'Reintento', rechazada: 'Rechazado' };

/**
 * Shows what is known of an order before it is first read.
 * @param {string} numero
 * @param {PlacedReply} [reply]
 */
export function showExpected(numero, reply) {
  fill(section(), {
    titulo: reply ? 'Tu pedido está guardado' : 'Buscando tu pedido…',
    numero,
    total: reply ? moneyOf(reply.total) : '—',
    entrega: reply ? describeDelivery(reply.entrega, Date.now()) : '—',
    ticket: '—',
    estado: '—',
    repartidor: '—',
  });
  section().dataset.entrega = reply?.entrega.estado ?? '';
  byId('pasos', HTMLElement).replaceChildren();
  showAttempts([]);
}

/** Says that the shop has no order under the number in the address. */
export function showUnknown() {
  fill(section(), { titulo: 'No encontramos este pedido' });
}

/**
 * Shows an order as it is now.
 * @param {OrderReply} order
 */
export function showOrder(order) {
  const { numero, total, entrega, ticket, intentos } = order;
  fill(section(), {
    titulo: headline(order),
    numero,
    total: moneyOf(total),
    ticket: ticketText(entrega),
    estado: ticket ? stateNames[ticket.estado] : '—',
    repartidor: ticket?.repartidor_asignado ?? '—',
  });
  section().dataset.entrega = entrega.estado;
  section().dataset.estado = ticket?.estado ?? '';
  showDelivery(order);
  byId('pasos', HTMLElement).replaceChildren(...orderSteps(order).map(makeStep));
  showAttempts(intentos);
}

/**
 * Shows the line that counts down to the next attempt.
 * @param {OrderReply} order
 */
export function showDelivery({ entrega }) {
  fill(section(), { entrega: describeDelivery(entrega, Date.now()) });
}

/** @param {Step} step */
function makeStep({ texto, detalle, estado }) {
  const item = copyTemplate('plantilla-paso');
  item.dataset.paso = estado;
  if (estado === 'current') item.setAttribute('aria-current', 'step');
  fill(item, { marca: stepTexts[estado], texto, detalle });
  return item;
}

/** @param {readonly Attempt[]} attempts */
function showAttempts(attempts) {
  const table = byId('intentos', HTMLTableElement);
  for (const body of [...table.tBodies]) body.remove();
  table.append(...attempts.map(makeAttempt));
}

/** @param {Attempt} attempt */
function makeAttempt({ n, en, duracion_ms, resultado, status, detalle }) {
  const body = copyTemplate('plantilla-intento');
  body.dataset.resultado = resultado;
  fill(body, {
    n: String(n),
    hora: formatTime(en),
    duracion: formatDuration(duracion_ms),
    resultado: results[resultado],
    detalle: detalle ?? (status === undefined ? 'Sin respuesta' : `Respondió ${status}`),
  });
  return body;
}

/** @param {DeliverySummary} entrega */
function ticketText({ estado, ticket_id }) {
  return String(ticket_id ?? (estado === 'rechazada' ? 'Ninguno' : 'Todavía no'));
}

/** @param {number} pesos */
function moneyOf(pesos) {
  return formatMoney(Math.round(pesos * 100));
}
