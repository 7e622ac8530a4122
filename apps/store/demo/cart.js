// @ts-check
/** @import { Product, Quantities } from './catalog.js' */
import { maxQuantity } from './catalog.js';
import { formatMoney, formatQuantity } from './format.js';
import { byId, copyTemplate, fill } from './page.js';

/** @typedef {{ product: Product, cantidad: number, subtotalCentavos: number }} CartLine */
/** The fields of the form, under the contract's names; empty text if the buyer gave nothing. @typedef {Record<string, string>} Customer */

/**
 * Turns quantities into the lines of the cart, in the order of the catalog.
 * @param {readonly Product[]} products
 * @param {Quantities} quantities
 * @returns {CartLine[]}
 */
export function cartLines(products, quantities) {
  return products.flatMap((product) => {
    const cantidad = quantities[product.id] ?? 0;
    // Half a kilo at an odd price has half a centavo. Each line is rounded, so that the lines add up to the total.
    return cantidad > 0
      ? [{ product, cantidad, subtotalCentavos: Math.round(product.precioCentavos * cantidad) }]
      : [];
  });
}

/**
 * @param {readonly CartLine[]} lines
 * @returns {number} whole centavos
 */
export function totalCentavos(lines) {
  return lines.reduce((sum, line) => sum + line.subtotalCentavos, 0);
}

/**
 * Returns the quantities after so many presses of + (of − if negative). A product that comes to nothing is left out, and
 * no quantity exceeds `maxQuantity`.
 * @param {Quantities} quantities
 * @param {Product} product
 * @param {number} steps
 * @returns {Quantities}
 */
export function changeQuantity(quantities, product, steps) {
  const { [product.id]: before = 0, ...rest } = quantities;
  const after = Math.min(maxQuantity, before + steps * product.paso);
  return after > 0 ? { ...rest, [product.id]: after } : rest;
}

/**
 * Makes the body of the order, as the contract has it: money in pesos.
 * @param {readonly CartLine[]} lines
 * @param {Customer} customer
 */
export function toOrder(lines, customer) {
  return {
    ...customer,
    productos: lines.map(({ product, cantidad, subtotalCentavos }) => ({
      nombre: product.nombre,
      cantidad,
      ...(product.unidad === 'kg' && { unidad: 'kg' }),
      precio: product.precioCentavos / 100,
      subtotal: subtotalCentavos / 100,
      categoria: product.categoria,
    })),
    total: totalCentavos(lines) / 100,
    origen: 'tienda-demo',
  };
}

/**
 * A cart and the idempotency key of its purchase. `sent` is the body that went out, from the moment it leaves until an
 * answer comes, so that another try after a reload is still the same order.
 * @typedef {{ key: string, quantities: Quantities, customer: Customer, sent?: string }} Cart
 */

const place = 'tienda-demo:carrito';

/**
 * Makes an empty cart with a new key.
 * @param {Customer} customer
 * @returns {Cart}
 */
export function newCart(customer = {}) {
  return { key: makeKey(), quantities: {}, customer };
}

/** @returns {Cart} the cart of this tab, kept over a reload */
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

// randomUUID is missing if the page came over plain http from another machine.
function makeKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/**
 * Shows the lines of the cart and their total.
 * @param {readonly CartLine[]} lines
 */
export function showCart(lines) {
  const empty = lines.length === 0;
  const total = formatMoney(totalCentavos(lines));
  byId('lineas', HTMLElement).replaceChildren(...lines.map(makeLine));
  byId('carrito-vacio', HTMLElement).hidden = !empty;
  byId('total', HTMLElement).textContent = total;
  fill(byId('barra', HTMLElement), { total, cuenta: countText(lines.length) });
  byId('barra', HTMLElement).hidden = empty;
}

/** @param {CartLine} line */
function makeLine({ product, cantidad, subtotalCentavos }) {
  const line = copyTemplate('plantilla-linea');
  fill(line, {
    nombre: product.nombre,
    cuenta: `${formatQuantity(cantidad, product.unidad)} × ${formatMoney(product.precioCentavos)}`,
    subtotal: formatMoney(subtotalCentavos),
  });
  return line;
}

/** @param {number} count */
function countText(count) {
  return count === 1 ? '1 producto' : `${count} productos`;
}
