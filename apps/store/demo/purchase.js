// @ts-check
/** @import { PlacedReply } from '@relevo/contract' */
/** @import { Customer } from './cart.js' */
/** @import { Answer } from './read-answer.js' */
import { cartLines, changeQuantity, toOrder } from './cart.js';
import { showCart } from './cart-summary.js';
import { clearFaults, showFaults, startForm } from './checkout-form.js';
import { showProducts } from './product-list.js';
import { products } from './products.js';
import { showPurchaseState } from './purchase-state.js';
import { loadCart, newCart, saveCart } from './saved-cart.js';
import { sendPurchase } from './shop-api.js';

/**
 * The way from the shelf to an order that was taken. A double press, a lost answer and a reload all send the
 * same body under the same key, so that they make one order.
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
  if (cart.sent) showPurchaseState({ kind: 'sin-respuesta', detalle: 'La página se cerró antes.' });

  /** @param {typeof cart} changed */
  function keep(changed) {
    cart = changed;
    saveCart(cart);
    shelf.show(cart.quantities);
    const lines = cartLines(products, cart.quantities);
    showCart(lines);
    showPurchaseState(lines.length > 0 ? { kind: 'listo' } : { kind: 'vacio' });
  }

  /** @param {Customer} customer */
  async function buy(customer) {
    const lines = cartLines(products, cart.quantities);
    if (sending || lines.length === 0) return;
    sending = true;
    clearFaults();
    const { key, sent: body = JSON.stringify(toOrder(lines, customer)) } = cart;
    // Kept before it leaves: after a reload nobody could tell whether it arrived.
    keep({ ...cart, customer, sent: body });
    showPurchaseState({ kind: 'enviando' });
    const answer = await sendPurchase({ key, body });
    sending = false;
    settle(answer);
  }

  /** @param {Answer} answer */
  function settle(answer) {
    const { sent: _sent, ...again } = cart;
    if (answer.kind === 'sin-respuesta') return showPurchaseState(answer);
    if (answer.kind === 'aceptado') {
      keep(newCart(cart.customer));
      return onPlaced(answer.reply);
    }
    // The key of a conflict belongs to another order for ever; after any other refusal nothing was stored.
    keep(answer.kind === 'conflicto' ? { ...again, key: newCart().key } : again);
    if (answer.kind !== 'invalido') return showPurchaseState(answer);
    showPurchaseState({ ...answer, errores: showFaults(answer.errores) });
  }
}
