// @ts-check
/** @import { Quantities } from './cart.js' */
/** @import { Product } from './products.js' */
import { maxQuantity } from './cart.js';
import { formatMoney, formatQuantity } from './format.js';
import { byId, copyTemplate, fill } from './page.js';

/**
 * Shows the shelf, each product with its − and +.
 * @param {readonly Product[]} products
 * @param {(product: Product, steps: number) => void} onChange
 * @returns {{ show(quantities: Quantities): void }}
 */
export function showProducts(products, onChange) {
  const cards = products.map((product) => ({ product, card: makeCard(product, onChange) }));
  byId('productos', HTMLElement).replaceChildren(...cards.map(({ card }) => card));
  return {
    show(quantities) {
      for (const { product, card } of cards) showQuantity(card, product, quantities[product.id] ?? 0);
    },
  };
}

/**
 * @param {Product} product
 * @param {(product: Product, steps: number) => void} onChange
 */
function makeCard(product, onChange) {
  const { id, nombre, categoria, unidad, precioCentavos } = product;
  const card = copyTemplate('plantilla-producto');
  card.dataset.producto = id;
  card.querySelector('use')?.setAttribute('href', `products.svg#${id}`);
  fill(card, {
    nombre,
    categoria,
    precio: formatMoney(precioCentavos),
    por: unidad === 'kg' ? 'el kilo' : '',
  });
  for (const { button, steps, verb } of stepButtons(card)) {
    button.setAttribute('aria-label', `${verb} ${nombre}`);
    button.addEventListener('click', () => onChange(product, steps));
  }
  return card;
}

/**
 * @param {HTMLElement} card
 * @param {Product} product
 * @param {number} quantity
 */
function showQuantity(card, product, quantity) {
  const inCart = quantity > 0;
  const [less, more] = stepButtons(card).map(({ button }) => button);
  const hadFocus = document.activeElement === less;
  card.toggleAttribute('data-en-carrito', inCart);
  fill(card, { cantidad: inCart ? formatQuantity(quantity, product.unidad) : '' });
  if (less) less.hidden = !inCart;
  if (more) more.disabled = quantity >= maxQuantity;
  // A hidden button would take the keyboard's place with it.
  if (hadFocus && !inCart) more?.focus();
}

/** @param {HTMLElement} card */
function stepButtons(card) {
  const [less, more] = card.querySelectorAll('button');
  return [
    { button: less, steps: -1, verb: 'Quitar' },
    { button: more, steps: 1, verb: 'Agregar' },
  ].flatMap(({ button, ...rest }) => (button ? [{ button, ...rest }] : []));
}
