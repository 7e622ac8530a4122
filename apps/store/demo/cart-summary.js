// @ts-check
/** @import { CartLine } from './cart.js' */
import { totalCentavos } from './cart.js';
import { formatMoney, formatQuantity } from './format.js';
import { byId, copyTemplate, fill } from './page.js';

/**
 * Shows what is in the cart and what it comes to.
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
