// @ts-check
/** @import { Customer } from './cart.js' */
/** @import { Answer } from './shop-api.js' */
/** @import { FieldError, PlacedReply } from '@relevo/contract' */
import { cartLines, changeQuantity, loadCart, newCart, saveCart, showCart, toOrder } from './cart.js';
import { products, showProducts } from './catalog.js';
import { clearFaults, showFaults, startForm } from './checkout-form.js';
import { byId } from './page.js';
import { sendPurchase } from './shop-api.js';

/**
 * Runs the purchase, from the catalog to an accepted order. A double press, a lost answer and a reload all send the same
 * body under the same key, so that they make one order.
 * @param {(reply: PlacedReply) => void} onPlaced
 */
export function startPurchase(onPlaced) {
  let cart = loadCart();
  let sending = false;
  const shelf = showProducts(products, (product, steps) => {
    keep({ ...cart, quantities: changeQuantity(cart.quantities, product, steps) });
  });
  startForm(cart.customer, { onChange: (customer) => keep({ ...cart, customer }), onBuy: buy });
  keep(cart);
  if (cart.sent) showPurchaseState({ kind: 'no-answer', detalle: 'La página se cerró antes.' });

  /** @param {typeof cart} changed */
  function keep(changed) {
    cart = changed;
    saveCart(cart);
    shelf.show(cart.quantities);
    const lines = cartLines(products, cart.quantities);
    showCart(lines);
    showPurchaseState(lines.length > 0 ? { kind: 'ready' } : { kind: 'empty' });
  }

  /** @param {Customer} customer */
  async function buy(customer) {
    const lines = cartLines(products, cart.quantities);
    if (sending || lines.length === 0) return;
    sending = true;
    clearFaults();
    const { key, sent: body = JSON.stringify(toOrder(lines, customer)) } = cart;
    // Saved before it leaves: after a reload nothing else could tell that it may have arrived.
    keep({ ...cart, customer, sent: body });
    showPurchaseState({ kind: 'sending' });
    const answer = await sendPurchase({ key, body });
    sending = false;
    settle(answer);
  }

  /** @param {Answer} answer */
  function settle(answer) {
    const { sent: _sent, ...again } = cart;
    if (answer.kind === 'no-answer') return showPurchaseState(answer);
    if (answer.kind === 'accepted') {
      keep(newCart(cart.customer));
      return onPlaced(answer.reply);
    }
    // After a conflict the key belongs to another order for ever. After any other refusal nothing was stored.
    keep(answer.kind === 'conflict' ? { ...again, key: newCart().key } : again);
    if (answer.kind !== 'invalid') return showPurchaseState(answer);
    showPurchaseState({ ...answer, errores: showFaults(answer.errores) });
  }
}

/**
 * The state of a purchase. The faults of `invalid` are those that belong to no field.
 * @typedef {Exclude<Answer, { kind: 'accepted' }> | { kind: 'empty' | 'ready' | 'sending' }} PurchaseState
 */

const button = byId('comprar', HTMLButtonElement);
const message = byId('mensaje', HTMLElement);

/**
 * Shows the state of the purchase: the button, the message above it, and whether the order can still change.
 * @param {PurchaseState} state
 */
function showPurchaseState(state) {
  const { kind } = state;
  // An order that may have arrived already must be sent again unchanged.
  const frozen = kind === 'sending' || kind === 'no-answer';
  for (const id of ['catalogo', 'datos']) byId(id, HTMLElement).inert = frozen;
  const hadFocus = document.activeElement === button || document.activeElement === document.body;
  button.disabled = kind === 'empty' || kind === 'sending';
  button.textContent = labels[kind] ?? 'Comprar';
  message.dataset.tono = kind;
  message.textContent = messageOf(state);
  linkOtherOrder(kind === 'conflict' ? state.numero : undefined);
  if (kind === 'no-answer' && hadFocus) button.focus();
}

/** @type {Partial<Record<PurchaseState['kind'], string>>} */
const labels = { sending: 'Enviando…', 'no-answer': 'Probar de nuevo' };

/** @param {PurchaseState} state */
function messageOf(state) {
  switch (state.kind) {
    case 'sending':
      return 'Enviando tu pedido…';
    case 'no-answer':
      return `No sabemos si tu pedido llegó. ${state.detalle} Probá de nuevo: no se va a duplicar.`;
    case 'invalid':
      return describeFaults(state.errores);
    case 'conflict':
    case 'refused':
      return state.detalle;
    default:
      return '';
  }
}

/** @param {readonly FieldError[]} unplaced faults that belong to no field of the form */
function describeFaults(unplaced) {
  if (unplaced.length === 0) return 'Revisá los datos marcados.';
  return `La tienda no aceptó el pedido: ${unplaced.map((fault) => `${fault.campo} ${fault.mensaje}`).join('; ')}.`;
}

/** @param {string | undefined} numero of the order that already has the key */
function linkOtherOrder(numero) {
  const link = byId('otro-pedido', HTMLAnchorElement);
  link.hidden = numero === undefined;
  link.href = `#pedido=${encodeURIComponent(numero ?? '')}`;
}
