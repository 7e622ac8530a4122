// @ts-check
import { formatMoney, formatQuantity } from './format.js';
import { byId, copyTemplate, fill } from './page.js';

/**
 * A product on sale. `paso` is how much one press of + adds, in `unidad`.
 * @typedef {object} Product
 * @property {string} id also the name of its picture in products.svg
 * @property {string} nombre
 * @property {string} categoria
 * @property {number} precioCentavos for one `unidad`, in whole centavos
 * @property {'u' | 'kg'} unidad
 * @property {number} paso
 */

/** How much of each product, by its id. @typedef {Readonly<Record<string, number>>} Quantities */

/** The most of one product that one order takes, in its unit. */
export const maxQuantity = 99;

/** @type {readonly Product[]} */
export const products = [
  piece('arroz', 'Arroz largo fino 1 kg', 'Granos y cereales', 950_00),
  piece('aceite', 'Aceite de girasol 900 ml', 'Condimentos', 1_800_00),
  piece('fideos', 'Fideos tirabuzón 500 g', 'Pastas', 1_149_50),
  piece('azucar', 'Azúcar 1 kg', 'Almacén', 1_090_00),
  piece('yerba', 'Yerba mate con palo 1 kg', 'Infusiones', 4_320_00),
  piece('leche', 'Leche entera 1 l', 'Lácteos', 1_585_90),
  piece('pan', 'Pan lactal 560 g', 'Panificados', 2_740_00),
  {
    id: 'banana',
    nombre: 'Banana',
    categoria: 'Frutas',
    precioCentavos: 2_199_90,
    unidad: 'kg',
    paso: 0.5,
  },
];

/**
 * @param {string} id
 * @param {string} nombre
 * @param {string} categoria
 * @param {number} precioCentavos
 * @returns {Product}
 */
function piece(id, nombre, categoria, precioCentavos) {
  return { id, nombre, categoria, precioCentavos, unidad: 'u', paso: 1 };
}

/**
 * Shows the products, each with its − and +.
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
  // A hidden button would lose the keyboard focus.
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
