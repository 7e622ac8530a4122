// @ts-check

/**
 * Something on the shelf. `paso`: how much one press of + adds, in `unidad`.
 * @typedef {object} Product
 * @property {string} id also the name of its picture in products.svg
 * @property {string} nombre
 * @property {string} categoria
 * @property {number} precioCentavos for one `unidad`, in whole centavos
 * @property {'u' | 'kg'} unidad
 * @property {number} paso
 */

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
