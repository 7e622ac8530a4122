// @ts-check
/** @import { FieldError } from '@relevo/contract' */
/** @import { Answer } from './read-answer.js' */
import { byId } from './page.js';

/**
 * Where a purchase stands. The faults of `invalido` are those that stand at no field.
 * @typedef {Exclude<Answer, { kind: 'aceptado' }> | { kind: 'vacio' | 'listo' | 'enviando' }} PurchaseState
 */

const button = byId('comprar', HTMLButtonElement);
const message = byId('mensaje', HTMLElement);

/**
 * Shows where the purchase stands: the button, the message above it, and whether the order can still change.
 * @param {PurchaseState} state
 */
export function showPurchaseState(state) {
  const { kind } = state;
  // An order that may have arrived already must go out again as it was.
  const frozen = kind === 'enviando' || kind === 'sin-respuesta';
  for (const id of ['catalogo', 'datos']) byId(id, HTMLElement).inert = frozen;
  const hadFocus = document.activeElement === button || document.activeElement === document.body;
  button.disabled = kind === 'vacio' || kind === 'enviando';
  button.textContent = labels[kind] ?? 'Comprar';
  message.dataset.tono = kind;
  message.textContent = messageOf(state);
  linkOtherOrder(kind === 'conflicto' ? state.numero : undefined);
  if (kind === 'sin-respuesta' && hadFocus) button.focus();
}

/** @type {Partial<Record<PurchaseState['kind'], string>>} */
const labels = { enviando: 'Enviando…', 'sin-respuesta': 'Probar de nuevo' };

/** @param {PurchaseState} state */
function messageOf(state) {
  switch (state.kind) {
    case 'enviando':
      return 'Enviando tu pedido…';
    case 'sin-respuesta':
      return `No sabemos si tu pedido llegó. ${state.detalle} Probá de nuevo: no se va a duplicar.`;
    case 'invalido':
      return describeFaults(state.errores);
    case 'conflicto':
    case 'rechazado':
      return state.detalle;
    default:
      return '';
  }
}

/** @param {readonly FieldError[]} unplaced faults that stand at no field of the form */
function describeFaults(unplaced) {
  if (unplaced.length === 0) return 'Revisá los datos marcados.';
  return `La tienda no aceptó el pedido: ${unplaced.map((fault) => `${fault.campo} ${fault.mensaje}`).join('; ')}.`;
}

/** @param {string | undefined} numero of the order that has taken the key */
function linkOtherOrder(numero) {
  const link = byId('otro-pedido', HTMLAnchorElement);
  link.hidden = numero === undefined;
  link.href = `#pedido=${encodeURIComponent(numero ?? '')}`;
}
