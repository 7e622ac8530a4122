// @ts-check
/** @import { Customer, Quantities } from './cart.js' */

/**
 * A cart and the key under which it is bought. `sent` is there from the moment the purchase leaves until an
 * answer comes: the very body that went out, so that a try after a reload is still the same order.
 * @typedef {{ key: string, quantities: Quantities, customer: Customer, sent?: string }} Cart
 */

const place = 'tienda-demo:carrito';

/**
 * An empty cart under a new key, for a buyer who may be known already.
 * @param {Customer} customer
 * @returns {Cart}
 */
export function newCart(customer = {}) {
  return { key: makeKey(), quantities: {}, customer };
}

/** @returns {Cart} the cart of this tab, as it was before a reload */
export function loadCart() {
  try {
    const saved = JSON.parse(sessionStorage.getItem(place) ?? 'null');
    return typeof saved?.key === 'string' ? { ...newCart(), ...saved } : newCart();
  } catch {
    return newCart();
  }
}

/** @param {Cart} cart */
export function saveCart(cart) {
  try {
    sessionStorage.setItem(place, JSON.stringify(cart));
  } catch {
    // Storage is off or full: the cart lives as long as the page.
  }
}

// randomUUID is missing where the page came over plain http from another machine.
function makeKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
