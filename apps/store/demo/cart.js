// @ts-check
/** @import { Product } from './products.js' */

/** How much of each product, by its id. @typedef {Readonly<Record<string, number>>} Quantities */
/** @typedef {{ product: Product, cantidad: number, subtotalCentavos: number }} CartLine */
/** What the form says, under the contract's names; empty where the buyer gave nothing. @typedef {Record<string, string>} Customer */

export const maxQuantity = 99;

/**
 * The cart as lines, in the shelf's order.
 * @param {readonly Product[]} products
 * @param {Quantities} quantities
 * @returns {CartLine[]}
 */
export function cartLines(products, quantities) {
  return products.flatMap((product) => {
    const cantidad = quantities[product.id] ?? 0;
    // Half a kilo of an odd price has half a centavo: each line is rounded, so that the lines add up to the total.
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
 * The quantities after so many presses of + (or of −, below zero); what comes to nothing is left out,
 * and nothing goes over `maxQuantity`.
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
 * The body of the order, as the contract has it: money in pesos.
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
